import type { Lexicon, PhraseTag } from './lexicon.ts'
import { phrases } from './phrases.ts'

/** What Portuguese says around the books: answers, corrections, and what is asked for. */
export const portugueseTalk = {
  hello: phrases`
    oi | ola | bom dia | boa tarde | boa noite | oi bot | e ai | opa | tudo bem | oi tudo bem
    ola tudo bem | oii | oie`,
  thanks: phrases`
    obrigado | obrigada | muito obrigado | muito obrigada | brigado | brigada | valeu | vlw | blz
    beleza | ok | ta bom | ta certo | certo | perfeito | otimo | show | joia | legal | tmj`,
  help: phrases`
    ajuda | o que voce sabe fazer | o que voce faz | o que vc faz | o que vc sabe fazer
    o que voce faz ? | o que vc faz ? | o que voce sabe fazer ? | o que posso fazer
    o que eu posso fazer | menu | ? | quem e voce | quem e vc | como funciona | comandos | opcoes`,
  yes: phrases`
    sim | s | ss | isso | isso mesmo | isso ai | claro | certo | correto | exato | exatamente | ok
    pode | pode ser | pode anotar | confirmo | confirma | com certeza | sim por favor | beleza | blz
    ta certo | ta | uhum | aham`,
  no: phrases`
    nao | n | nao obrigado | nao obrigada | cancela | cancelar | nenhum | nenhuma | nenhum deles
    nenhuma delas | nenhum desses | nenhuma dessas | nada | deixa | deixa pra la | esquece
    deixa quieto | melhor nao | nao precisa`,
  first: phrases`primeiro | primeira | o primeiro | a primeira`,
  second: phrases`segundo | segunda | o segundo | a segunda | uma segunda | um segundo`,
  third: phrases`terceiro | terceira | o terceiro | a terceira`,
  was: phrases`foram | eram | foi | era | sao | foram uns`,
  instead: phrases`
    desculpa | desculpe | perdao | corrigindo | corrige | corrija | correcao | digo | quer dizer
    quis dizer | eu quis dizer | na verdade | me enganei | errei | ops | ah nao | ai nao | alias
    melhor dizendo | retificando`,
  'a-sale': phrases`venda | uma venda | vendi | vendido | foi venda | foi uma venda`,
  'a-purchase': phrases`compra | uma compra | comprei | foi compra | foi uma compra`,
  'an-expense': phrases`gasto | um gasto | gastei | despesa | uma despesa | foi gasto | foi um gasto`,
  'all-of-them': phrases`
    total | no total | tudo | por tudo | tudo junto | os dois | as duas | ambos | ambas | ao todo
    pelos dois | pelas duas`,
  noun: phrases`estoque de | venda | vendas | vendas de hoje | gasto | gastos | despesa | despesas`,
  undo: phrases`
    desfazer | desfaz | desfaz isso | desfaz essa | desfaca | desfaz a ultima | desfaz a ultima venda
    anular | anula | anula isso | anula a venda | anula a ultima | apaga a ultima | apaga isso
    apaga essa | apaga o ultimo | apaga a ultima venda | apaga essa venda | cancela a venda
    cancela a ultima | cancela a ultima venda | cancela isso | cancela essa | errei | me enganei
    exclui a ultima | exclui a ultima venda | volta atras`,
  wipe: phrases`apaga | apagar | apaga tudo | zera | zerar | reinicia | reiniciar | formata | reseta`,
  'ask-sales': phrases`
    vendi | vendemos | vendeu | a gente vendeu | foi vendido | foram vendidos | foram vendidas
    ja vendi | vendas | vendas de | a venda de | vendido | saiu | sairam | faturei | faturamento
    faturamos`,
  'ask-profit': phrases`
    ganhei | ganhamos | a gente ganhou | lucrei | lucramos | a gente lucrou | lucro | o meu lucro
    meu lucro | lucros`,
  'ask-expenses': phrases`gastei | gastamos | a gente gastou | gastos | gastos de | gasto | despesas | despesas de`,
  'ask-summary': phrases`
    resumo | balanco | fechamento | fechamento do caixa | fechamento de caixa | fecha o caixa
    como estamos | como vamos | como foi o dia | como ta o dia | como esta o dia | como andam as vendas
    como estao as vendas | como tao as vendas`,
  'ask-best': phrases`
    mais vendido | mais vendidos | mais vendida | mais vendidas | mais vende | mais vendeu | mais saiu | mais vendo | mais sai
    vende mais | sai mais`,
  'ask-debts': phrases`
    me deve | me devem | deve | devem | ta me devendo | esta me devendo | tao me devendo
    estao me devendo | ta devendo | devendo | dividas | fiados | fiado | me deve dinheiro
    me devem dinheiro`,
  'ask-stock': phrases`
    estoque | em estoque | sobrou | sobraram | restam | resta | restou | tenho | tem | temos
    ainda tem | ainda tenho | no estoque`,
  'ask-low': phrases`
    falta | faltando | acabando | ta acabando | esta acabando | precisa repor | preciso repor
    repor | em falta`,
  'ask-price': phrases`
    quanto e o | quanto e a | quanto e | quanto custa | quanto custam | qto custa | qual o preco do | qual o preco da | qual o preco de
    qual e o preco do | qual e o preco da | preco do | preco da | preco de | qual o valor do
    qual o valor da | quanto sai | quanto saem | quanto ta o | quanto ta a | a quanto ta
    a quanto esta | por quanto vendo`,
  'ask-catalogue': phrases`
    lista de precos | tabela de precos | quais produtos | quais produtos eu tenho | meus produtos
    produtos | catalogo | lista de produtos | o que eu vendo | cardapio`,
  'ask-customer': phrases`comprou | compraram | me comprou | levou`,
  week: phrases`esta semana | essa semana | nesta semana | nessa semana | da semana | na semana | semana`,
  'last-week': phrases`semana passada | na semana passada | a semana passada | da semana passada`,
  month: phrases`este mes | esse mes | neste mes | nesse mes | do mes | no mes | mes`,
  'last-month': phrases`mes passado | no mes passado | do mes passado | o mes passado`,
} satisfies Partial<Readonly<Record<PhraseTag, Lexicon['phrases'][PhraseTag]>>>
