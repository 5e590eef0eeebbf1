import { portuguese } from '../language/lexicon-pt.ts'
import { phrases } from '../language/phrases.ts'
import type { CustomerWords } from './words.ts'

/** How customers in Brazil ask a shop: without accents, spelled in any way that sounds so. */
export const portugueseCustomers: CustomerWords = {
  lexicon: portuguese,
  laughter: /^(?:k{2,}|(?:[jh][aeiou]+)+|rs(?:rs)*)$/,
  stems: {
    owner: /^(?:gast|apag|exclu|adicion|cadastr|anot|registr|fatur|divid|vendem|vender)/,
    person: /^(?:reclam|ligue|ligar)/,
    open: /^(?:abri|fecha|atend|funcion)/,
    order: /^(?:reserv|encomend|separ|compra)/,
    topic: /^(?:envia|entreg|pag[aou]|parcel|descont)/,
  },
  phrases: {
    greeting: phrases`
      oi | oii | oie | ola | opa | e ai | bom dia | boa tarde | boa noite | tudo bem | tudo bom
      tudo certo | como vai | hello | hi | ajuda | menu | opcoes | como funciona | salve`,
    thanks: phrases`
      obrigado | obrigada | muito obrigado | muito obrigada | obg | brigado | brigada | valeu | vlw
      agradeco | agradecido | agradecida | nao obrigado | nao obrigada | tchau | ate logo | ate mais
      ate amanha | bom fim de semana | abraco | abracos | de nada | por nada | obrigado pela atencao
      obrigada pela atencao | obrigado pela informacao | obrigada pela informacao`,
    yes: phrases`sim | s | claro | com certeza | isso | quero sim | pode ser | sim por favor | aceito`,
    fine: phrases`ta bom | tudo bem | beleza | pode | perfeito | otimo`,
    no: phrases`nao | n | agora nao | nao precisa | ainda nao | deixa`,
    ack: phrases`
      ok | okay | okey | blz | certo | entendi | entendido | legal | show | top | massa | bacana | joia
      ah ta | ah sim | hum | hmm | aham | ta | ta bem | bom | maravilha | otima`,
    hour: phrases`
      que horas | a que horas | q horas | ate que horas | ate q horas | desde que horas
      a partir de que horas | quando | que dias | quais dias | que dia | ate as | em que horario`,
    timetable: phrases`
      horario | horarios | horario de funcionamento | horario de atendimento | o horario | os horarios`,
    open: phrases`
      abre | abrem | abrir | fecha | fecham | fechar | fecharam | fechou | aberto | aberta | abertos
      fechado | fechados | esta aberto | estao abertos | ta aberto | tao abertos | ta aberta
      ficam abertos | fica aberto | ficam aberto | atende | atendem | atendendo | estao atendendo
      funciona | funcionam | ja abriu | ja abriram | ja fechou | ja fecharam | abertura | fechamento
      posso passar | posso ir`,
    work: phrases`trabalha | trabalham`,
    holiday: phrases`feriado | feriados | fim de semana | fins de semana | final de semana`,
    morning: phrases`de manha | pela manha | a tarde | de tarde | a noite | de noite | cedo | meio dia`,
    today: phrases`hoje | hoje ainda`,
    now: phrases`agora | ainda | ja | nesse momento | neste momento`,
    tomorrow: phrases`amanha`,
    'after-tomorrow': phrases`depois de amanha`,
    price: phrases`
      preco | precos | o preco | qual o preco | qual e o preco | valor | o valor | qual o valor | qual e o valor
      quanto | quanto custa | quanto custam | quanto e | quanto esta | quanto ta | quanto tao | quanto estao
      quanto sai | quanto fica | quanto vale | quanto ficaria | quanto seria | quanto que e | quanto que custa
      quanto cobra | quanto cobram | por quanto | por quanto sai | a quanto | qto | qto custa | qnt | qnto
      qnto custa | custa | custam | quanto sao | orcamento`,
    have: phrases`
      tem | tens | teria | teriam | tinha | vende | vendem | trabalha com | trabalham com | ha | existe
      disponivel | disponiveis | em estoque | tem em estoque | estoque | sobrou | ainda tem | voces tem
      vc tem | vcs tem | resta | restam | chegou | acabou | nao tem`,
    'how-many': phrases`quantos | quantas | que quantidade`,
    catalogue: phrases`
      catalogo | o catalogo | tabela de precos | tabela de preco | lista de precos | lista de preco | cardapio
      o que vendem | o que voces vendem | o que vcs vendem | o que vende | o que voces tem | o que vcs tem
      o que tem | quais produtos | que produtos | produtos | os produtos | informacoes | mais informacoes
      info | o que tem de novo | novidades | o que e vendido`,
    order: phrases`
      quero | queria | quero comprar | queria comprar | gostaria de comprar | gostaria | vou querer | vou levar
      vou ficar com | me ve | me veja | me da | me de | me vende | separa | separa pra mim | reserva | reserva pra mim
      reservar | encomendar | quero encomendar | comprar | como faco pra comprar | como faco para comprar
      como compro | quero fazer um pedido | fazer um pedido | um pedido | pedido | fazer o pedido | pedir
      tenho interesse | me interessa | interesse em | preciso | preciso de | procuro | estou procurando
      to procurando | manda | me manda dois | quero pedir | anota ai`,
    person: phrases`
      pessoa | humano | humana | atendente | atendimento humano | alguem | vendedor | vendedora | dono | dona
      gerente | responsavel | falar com | quero falar | posso falar | preciso falar | conversar com | quem fala | com quem falo | me liga | me ligue | pode me ligar
      podem me ligar | posso ligar | reclamacao | uma reclamacao | reclamar | sac`,
    topic: phrases`
      entrega | entregas | entregam | frete | envio | envia | enviam | envios | correios | motoboy | retirada
      retirar | pix | cartao | boleto | parcela | parcelam | parcelar | parcelas | pagamento | pagar | pago
      dinheiro | debito | credito | onde | endereco | localizacao | fica onde | ficam | loja fisica | estacionamento
      nota fiscal | atacado | desconto | descontos | promocao | promocoes | oferta | ofertas | garantia | troca
      trocas | devolucao | tamanho | tamanhos | cor | cores | medida | medidas | material | marca | foto | fotos
      instagram | site | link | telefone | numero | whatsapp | vaga | vagas | emprego | curriculo | cupom`,
    owner: phrases`
      vendi | vendemos | vendeu | venderam | vendo | vender | venda | vendas | gastei | gastamos | gasto | gastos
      comprei | compramos | comprou | compraram | adiciona | adicionar | cadastra | cadastrar | sobe | subir | aumenta
      baixa o | muda | mudar | altera | alterar | apaga | apagar | exclui | excluir | deleta | desfazer | desfaz | anular
      anota | anotar | registra | registrar | fiado | deve | devem | devo | divida | lucro | ganho | faturamento
      clientes | cliente | relatorio | resumo | balanco | sou o dono | sou a dona | sou dono | sou dona
      administrador | admin | instrucoes | ignore | ignora | esqueca | confirmo | estoque total`,
    more: phrases`mais | ver mais | mostrar mais | outros | proxima | proximo`,
    filler: phrases`
      por pessoa | para uma pessoa | pode falar | pode me falar | loja | a loja | pra vender | para vender | por favor | pfv | pf | favor | porfavor | por gentileza | licenca | com licenca | uma duvida | duvida
      queria saber | gostaria de saber | quero saber | me diz | me diga | me fala | me informa | pode me dizer
      pode me informar | poderia me dizer | me passa | me passe | me manda | me mande | me envia | pode me passar
      poderia me passar | saber | senhor | senhora | moco | moca | amigo | amiga | querida | meu bem | vc | vcs
      voce | voces | pra | pro | um | uma | uns | umas | algum | alguma | alguns | algumas | me | te | ai | la | aqui
      qual | quais | eh | que | q | esta | ta | sao | cada | cada um | cada uma | unidade | por unidade
      entao | tambem | mesmo | so | mim | meu | minha | seu | sua | eu | gente | pessoal | feira | estou | to`,
  },
  glue: new Set('de do da dos das o a os as com para pra em no na e ao d por'.split(' ')),
  joints: new Set(['e', 'ou', '+', '&', ',']),
  articles: new Set('o a os as'.split(' ')),
  beforeDay: new Set(['dia']),
  ordinals: [
    ['primeira', 'primeiro', 'um', 'uma'],
    ['segunda', 'segundo', 'dois', 'duas'],
    ['terceira', 'terceiro', 'tres'],
    ['quarta', 'quarto', 'quatro'],
    ['quinta', 'quinto', 'cinco'],
    ['sexta', 'sexto', 'seis'],
  ],
  last: new Set(['ultima', 'ultimo']),
}
