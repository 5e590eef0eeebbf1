import type { Lexicon } from './lexicon.ts'
import { phrases } from './phrases.ts'
import { portugueseTalk } from './talk-pt.ts'

/** What Portuguese says with more than a number: without accents, the longest that fits counts. */
export const portuguesePhrases: Lexicon['phrases'] = {
  sold: phrases`
    vendi | acabou de sair | acabaram de levar | eu vendi | ja vendi | vendemos | ja vendemos | uma venda | a gente vendeu | acabei de vender | acabamos de vender | foi vendido
    foi vendida | foram vendidos | foram vendidas | vendido | vendida | vendidos | vendidas
    venda de | a venda de | uma venda de | venda | vendas de hoje | sairam | saiu | que vendi
    fiei`,
  put: phrases`coloca | coloque | coloquem | poe | ponha | bota | pendura`,
  'bought-from-us': phrases`
    comprou | compraram | me comprou | me compraram | levou | levaram | me levou | me levaram
    pegou fiado | ficou devendo | ficou me devendo`,
  spent: phrases`
    gastei | gastamos | a gente gastou | gasto | gasto de | gasto com | um gasto de | um gasto com
    um gasto | uma despesa | despesa | despesa de | despesa com | uma despesa de | abasteci`,
  paid: phrases`paguei | pagamos | a gente pagou | transferi`,
  'was-paid': phrases`
    pagou | me pagou | nos pagou | recebi | recebi um pix de | recebi pix de | recebemos | cobrei | quitou | acertou | me transferiu
    transferiu | fez um pix de | fez pix de | mandou um pix de | me mandou um pix de
    me mandou pix de | mandou pix de | me fez um pix de`,
  bought: phrases`
    comprei | compramos | a gente comprou | chegaram | chegou | me chegaram | repus | repusemos
    trouxeram | me trouxeram | entraram | entrou`,
  left: phrases`
    restam | resta | restaram | restou | sobraram | sobrou | sobram | tenho | tem | temos | ficaram
    contei | estoque de | ainda tem | ainda tenho | ainda temos | so tem | so tenho | so restam
    so sobraram | so ficaram | tenho ainda`,
  'none-left': phrases`
    nao tem mais | nao tenho mais | nao temos mais | acabou | acabaram | nao resta | nao restam
    nao sobrou | nao sobraram | nao sobrou nenhum | nao sobrou nenhuma | esgotou | esgotaram
    zerou | zeraram | ja nao tem`,
  lost: phrases`
    quebrou | quebraram | quebrei | se quebrou | se quebraram | perdi | perdemos | roubaram
    me roubaram | estragou | estragaram | venceu | venceram | joguei fora | se perdeu
    se perderam | sumiu | sumiram | perda de`,
  gift: phrases`dei de brinde | dei de presente | doei | presenteei`,
  returned: phrases`devolveu | devolveram | me devolveu | me devolveram`,
  gave: phrases`dei | demos`,
  negated: phrases`
    brincadeira | to brincando | so que nao | nao | nunca | jamais | ninguem | nenhum | nenhuma | tampouco | nem | mentira | quase | ainda nao
    nao sei se | nao sei quantos | nao sei quantas | sem | deixei de`,
  future: phrases`
    amanha | vou | vamos | tenho que | temos que | tenho de | preciso | precisamos | quero
    queremos | pretendo | espero | vai | vao | mes que vem | semana que vem | falta | faltam`,
  hypothetical: phrases`
    se | se eu | se a gente | tomara | tomara que | talvez | quem sabe | se deus quiser | posso
    podia | poderia | deveria | deveria ter | suponhamos que | suponha que | imagina que | imagine que
    digamos que | faz de conta que | pode ser que | ia`,
  hearsay: phrases`
    disse | disseram | diz | dizem | falou | falaram | me disseram | me disse | me falaram
    me falou | me contou | contou | segundo | ouvi | ouvi que | ouvi dizer que | quer | querem
    perguntou | perguntaram | perguntaram por`,
  unsure: phrases`acho que | acho | parece que | me parece que | creio que | acredito que | se nao me engano`,
  'not-yet': phrases`
    vendo | vender | venderei | venderemos | vendendo | to vendendo | comprar | compro | comprarei
    gastar | pagar | pago | pagarei | devo | encomendaram | me encomendaram | encomendou
    reservaram | reservou | a venda | para venda | pra vender | houve venda | houve vendas
    teve venda | teve vendas`,
  'nothing-done': phrases`vendi nada | gastei nada | comprei nada | zero vendas | nenhuma venda`,
  unreal: phrases`
    venderia | venderiamos | vendesse | vendessemos | vendessem | compraria | gastaria | pagaria
    tivesse | tivesse vendido | teria | teriamos | teria vendido | tivessemos | houvesse | haveria
    comprasse | comprassem | pagasse | gastasse | compre | pague | gaste | venderem`,
  'something-else': phrases`
    foi cancelado | foi cancelada | foram cancelados | cancelaram | me cancelaram | cancelou | desistiu | desistiram | perdi a venda | perdi uma venda
    mais que | mais do que | menos que | menos do que | tanto quanto | o dobro de | o dobro do que
    antes que | antes de eu | depois que | pela metade do preco | em troca de | a venda caiu`,
  others: phrases`
    vendeu | vende | venderam | vendem | vendia | vendiam | acabou de vender | gastou | gastaram
    compra | compram | pagam | paga`,
  'on-credit': phrases`
    fiado | fiada | fiados | fiadas | no fiado | a prazo | no crediario | na caderneta | no caderno
    e ficou devendo | e ficou me devendo | ficou de pagar | e ficou de pagar | me deve | e me deve
    vai pagar depois | e vai pagar depois | paga depois | e paga depois | pra pagar depois
    para pagar depois | e nao pagou | e ainda nao pagou`,
  'rest-owed': phrases`
    ficou devendo o resto | e ficou devendo o resto | me deve o resto | e me deve o resto
    o resto ficou devendo | o resto depois | e o resto depois | e o resto ficou fiado`,
  'paid-part': phrases`me deu | ele deu | ela deu | e deu | deu | e pagou | e me pagou | me pagaram | e me pagaram | e pagaram | deixou | ja pagou`,
  discount: phrases`
    de desconto | desconto de | com desconto de | dei desconto de | e dei desconto de
    descontei | e descontei | desconto`,
  percent: phrases`% | por cento`,
  each: phrases`cada | cada um | cada uma | a unidade | por unidade | a peca | por peca | cd | cada qual | unidade`,
  'per-unit': phrases`o quilo | o kg | o kilo | por quilo | por kg | o litro | por litro | a duzia | por duzia`,
  'in-total': phrases`no total | total | por tudo | tudo junto | ao todo | em total | total de | deu tudo`,
  'all-of-it': phrases`
    tudo | tudo que devia | tudo o que devia | o que devia | a divida | toda a divida | a conta
    a conta toda | o fiado`,
  separator: ['e', ',', ';', '.', '\n', '+', '-', '&', ':', 'mais', 'tambem', '!', '•', '*'],
  account: phrases`
    na conta da | na conta do | na conta de | pra conta da | pra conta do | no nome da | no nome do`,
  'their-account': [],
  or: phrases`ou`,
  between: phrases`entre`,
  filler: phrases`
    oi | ola | voce | voces | vc | vcs | bot | entao | bom | olha | ta | eh | ne | tipo | assim | so | somente | apenas | agora
    ja | obrigado | obrigada | brigado | brigada | valeu | por favor | pfv | pf | anota | anota ai
    anota que | anota ai que | anote | anote ai | registra | registra ai | registra que | registre
    lanca | lanca ai | lance | o | a | os | as | outro | outra | outros | outras | eu | nos
    a gente | me | lhe | aqui | ai | viu | mano | cara | moca bonita | ultimo | ultima
    ultimos | ultimas | meu | minha | meus | minhas | unidades de | unidade de | un de | ( | ) | "
    rs | rsrs | kkk | kk | kkkk | haha | hein | muito obrigado | muito obrigada | cedo | anota pra mim
    anota pra mim que | na feira | la na feira | na loja | aqui na loja | no mercado | pelo whatsapp
    pelo zap | pelo instagram | no estoque | em estoque | no pix | em pix | via pix | por pix | pelo pix | em dinheiro | no dinheiro | no cartao
    com cartao | no credito | no debito | a vista | pagou no pix | pagaram no pix | pagou em dinheiro
    pagou no cartao | me pagou no pix | por transferencia | enfim | vou te contar`,
  aside: phrases`
    ainda bem que | ainda bem | finalmente | por fim | no fim | alem disso | gracas a deus
    depois | mais tarde | cedo | de novo | outra vez | primeiro | na loja | na feira | no mercado
    esqueci de anotar que | esqueci de anotar | te aviso que | para anotar | pra anotar
    escuta | amigo | amiga | chefe | e | por sorte | felizmente | tambem`,
  some: phrases`
    uns | umas | alguns | algumas | varios | varias | muitos | muitas | todos os | todas as | todo o
    toda a`,
  about: phrases`uns | umas | mais ou menos | cerca de | aproximadamente | quase | por volta de | em torno de`,
  'and-more': phrases`e pouco | e poucos | e poucas | e tantos | e tantas`,
  'more-than': phrases`mais de | menos de | mais ou menos de | ate | pelo menos | no minimo | no maximo`,
  nobody: phrases`
    cliente | clientes | um cliente | uma cliente | o cliente | a cliente | alguem | uma moca | um moco
    moca | moco | a moca | o moco | uma senhora | um senhor | uma pessoa | pessoa | pessoas | gente
    pessoal | o pessoal | a galera | galera | vizinha | vizinho | a vizinha | o vizinho | uma menina
    um menino | menina | menino | um rapaz | rapaz | uma mulher | mulher | um homem | homem
    turista | um turista | uma turista | ele | ela | eles | elas`,
  'none-of': [],
  'in-pairs': phrases`
    meia | meias | brinco | brincos | argola | argolas | sapato | sapatos | tenis | luva | luvas
    chinelo | chinelos | sandalia | sandalias | bota | botas | pantufa | pantufas`,
  to: phrases`para | pra | pro | a | ao | p /`,
  at: phrases`a | @ | para | pra`,
  for: phrases`por | em | com | no | na | nos | nas | x | no total de`,
  of: phrases`de | da | do | das | dos | d`,
  today: phrases`
    hoje | hj | hoje de manha | hoje a tarde | hoje a noite | hoje cedo | hj cedo | esta manha
    essa manha | de manha | a tarde | de tarde | a noite | de noite | agora ha pouco | agora a pouco
    agora pouco | agora cedo`,
  yesterday: phrases`
    ontem | ontem a noite | ontem a tarde | ontem de manha | ontem de noite | ontem cedo | onte
    no dia de ontem`,
  'before-yesterday': phrases`anteontem | antes de ontem | ante ontem | antiontem`,
  ago: phrases`ha | faz`,
  'ago-behind': phrases`atras`,
  days: phrases`dia | dias`,
  because: phrases`porque | pq | por que | ja que | pois | para que | pra que | gracas a`,
  question: phrases`
    quanto | quantos | quanta | quantas | qto | qnto | qtos | qtas | qts | qnt | que | quem | qual
    quais | o que | oq | q | a quanto | por quanto | cade`,
  add: phrases`
    adiciona | adicionar | adicione | cadastra | cadastrar | cadastre | inclui | incluir | inclua
    novo produto | produto novo | cria | criar | crie | acrescenta | acrescentar | acrescente`,
  'a-product': phrases`
    um produto novo | um produto | um novo produto | o produto | produto | novo | nova`,
  'price-word': phrases`preco | a | por | custa | valor | em | sai | sai por`,
  'cost-word': phrases`custo | me custa | custo de`,
  'stock-word': phrases`estoque | tem | tenho`,
  'new-price': phrases`
    aumenta | aumente | aumentar | sobe | suba | subir | abaixa | abaixe | baixa | baixe | baixar
    muda o preco | muda o preco do | muda o preco da | muda o preco de | mude o preco do
    mude o preco da | altera o preco do | altera o preco da | altera o preco de | troca o preco do
    troca o preco da | aumenta o preco do | aumenta o preco da | sobe o preco do | sobe o preco da
    baixa o preco do | baixa o preco da | coloca o preco do | coloca o preco da | poe o preco do
    poe o preco da`,
  'price-now': phrases`
    agora custa | agora custam | agora sai | agora saem | agora sai por | agora saem por | agora vale
    agora valem | agora ta | agora esta | agora e | passou pra | passou para | passa a custar`,
  'price-of': phrases`
    preco do | preco da | preco de | o preco do | o preco da | o preco de | preco | valor do | valor da
    o valor do | o valor da`,
  'put-price': phrases`coloca preco de | poe preco de | bota preco de | coloca o preco de`,
  'cost-of': phrases`o custo do | o custo da | o custo de | custo do | custo da | custo de`,
  'costs-me': phrases`me custa | me custam | me sai | me saem | me sai por | me saem por`,
  is: phrases`e | : | eh | sai`,
  rename: phrases`
    renomeia | renomear | renomeie | muda o nome do | muda o nome da | muda o nome de | troca o nome do
    troca o nome da | troca o nome de`,
  as: phrases`para | pra | como | por | a`,
  retire: phrases`
    tira | tirar | tire | remove | remover | remova | exclui | excluir | exclua | deleta | deletar
    apaga o produto | apaga a | apaga o`,
  'no-more': phrases`nao vendo mais | nao vendemos mais | a gente nao vende mais | ja nao vendo`,
  'from-catalogue': phrases`do catalogo | da lista | do estoque | do cardapio | dos produtos`,
  ...portugueseTalk,
}
