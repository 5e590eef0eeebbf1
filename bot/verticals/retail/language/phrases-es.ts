import type { Lexicon } from './lexicon.ts'
import { phrases } from './phrases.ts'

/** What Spanish says with more than a number: without accents, the longest that fits counts. */
export const spanishPhrases: Lexicon['phrases'] = {
  sold: phrases`
    vendi | vendimos | le vendi | les vendi | he vendido | hemos vendido | acabo de vender
    acabamos de vender | se vendio | se vendieron | se ha vendido | se han vendido
    vendido | vendida | vendidos | vendidas | venta de | la venta de | una venta de
    venta | ventas de hoy | salieron | se fueron | que vendi | fie | le fie | le di fiado
    le di fiada`,
  put: phrases`ponle | ponele | apuntale | anotale`,
  'bought-from-us': phrases`
    me compro | me compraron | nos compro | nos compraron | me llevo | me llevaron
    se llevo | se llevaron | cogio fiado | cogio fiao | me quedo debiendo | quedo debiendo
    me quedo a deber | quedo a deber`,
  spent: phrases`
    gaste | gastamos | me gaste | gasto | gasto de | un gasto de | se me fueron
    se me fue | puse | eche | le eche | cargue`,
  paid: phrases`pague | pagamos | le pague | les pague | transferi | le transferi`,
  'was-paid': phrases`
    me pago | pago | nos pago | me abono | abono | cobre | le cobre | recibi | liquido
    cancelo | me transfirio | transfirio | me deposito | deposito | me consigno`,
  bought: phrases`
    compre | compramos | surti | me surtieron | repuse | traje | me trajeron | me llegaron
    me llego | llegaron | llego | entraron | entro | me llego el pedido | ingresaron`,
  left: phrases`
    quedan | me quedan | me queda | queda | quedaron | nada mas quedan | conte | tengo
    hay | stock de`,
  'none-left': phrases`
    no quedan | no queda | no me quedan | no me queda ningun | no me queda ninguna
    se acabaron | se acabo | se me acabaron | se me acabo | ya no hay | ya no quedan
    no hay mas`,
  lost: phrases`
    se rompio | se rompieron | se me rompio | se me rompieron | me robaron | se perdio
    se perdieron | tire | se vencio | se vencieron | se echaron a perder
    se echo a perder | merma | mermas | merma de | se quebro | se quebraron | se dano | se danaron`,
  gift: phrases`regale | le regale`,
  returned: phrases`devolvio | me devolvio | devolvieron | me devolvieron`,
  gave: phrases`le di | les di`,
  negated: phrases`
    broma | era broma | no | nunca | jamas | nadie | ningun | ninguno | ninguna | tampoco | ni | mentira | casi | todavia no | aun no | no se si | no se cuantas
    no se cuantos | estuve por | sin`,
  future: phrases`
    manana | voy a | vamos a | al rato | tengo que | quiero | te quiero | van a
    el mes que viene | la semana que viene | por la tarde voy a`,
  hypothetical: phrases`
    si | deberia | deberia haber | supongamos | supongamos que | imaginate que | imaginate
    imagina que | digamos | digamos que | hace de cuenta que | haz de cuenta que | pongamos que
    ponele que | ojala | quizas | quiza | tal vez | a lo mejor | capaz | puedo | podria haber
    podria`,
  hearsay: phrases`
    dice | dicen | dijo | dijeron | me dijeron | me dijo | segun | dice que | me conto
    quiere | me preguntaron`,
  unsure: phrases`creo que | me parece que | creo`,
  'not-yet': phrases`
    vendo | vender | vendere | vendiendo | ando vendiendo | comprar | me compran | pagar
    debo | me encargaron | me apartaron | me separaron | reservame | hubo ventas
    hubo venta | vendamos`,
  'nothing-done': [],
  unreal: phrases`
    venderia | vendiera | vendiese | venda | compraria | gastaria | pagaria | hubiera | hubieras
    hubiese | hubieran | hubiesen | hubieramos | hubiesemos | habria | habrian | habriamos
    de haber | compraran | comprasen | compraria | comprarian`,
  'something-else': phrases`
    me compre | cancelaron | me cancelaron | se cancelo | se cayo la venta | se me cayo la venta | se cayo una venta
    anularon | se anulo | perdi la venta | perdi una venta | se pincho | se pincho la venta
    mas que | menos que | igual que | tanto como | mas de lo que | menos de lo que | el doble que
    el doble de | antes de que | antes que | despues de que | a mitad de precio | a cambio de`,
  others: phrases`vendio | vende | vendieron | venden`,
  'on-credit': phrases`
    fiado | fiada | fiados | fiadas | fiao | a credito | a cuenta | me la queda debiendo
    me lo queda debiendo | me las queda debiendo | me los queda debiendo
    y me la queda debiendo | me debe`,
  'rest-owed': phrases`me debe el resto | y me debe el resto | el resto me lo debe`,
  'paid-part': phrases`me dio | me pago | dejo | me dejo | y me pagaron | me pagaron`,
  discount: phrases`
    de descuento | descuento de | con descuento de | le desconte | y le desconte
    le descontue | descontue | desconte | descuento | de rebaja`,
  percent: phrases`% | por ciento`,
  each: phrases`cada una | cada uno | c / u | cu | cada | por unidad | la unidad`,
  'per-unit': phrases`el kilo | el kg | por kilo | el litro | por litro | la docena | por docena`,
  'in-total': phrases`en total | total | por todo | todo junto`,
  'all-of-it': phrases`todo | lo que debia | su cuenta | la deuda | toda la deuda | todo lo que debia`,
  separator: ['y', ',', ';', '.', '\n', '+', '-', '&', ':', 'mas', 'tambien', '!', '•', '*'],
  account: phrases`a la cuenta de | en la cuenta de`,
  'their-account': [],
  or: phrases`o | u`,
  between: phrases`entre`,
  filler: phrases`
    hola | bot | bueno | che | vea | parce | listo | te cuento que | gracias | ya
    ya pues | pues | no pues | no manches | por fin | x fin | nomas | nada mas | no mas
    solo | solamente | ahorita | recien | este | eh | o sea | osea | anota | anota que
    anotame | apunta | apuntame | registra | anotala | la | el | los | las | le | les | me
    otra | otro | otras | otros | ¡ | ¿ | ( | ) | " | mi | mis | su | sus | unidades de
    unidad de | de a | ultima | ultimo | ultimas | ultimos | con tarjeta | con tarjeta de credito
    con tarjeta de debito | con debito | en efectivo | en cash | al contado | de contado
    por transferencia | con transferencia | x transferencia | por mercado pago | con mercado pago
    por mp | por nequi | con nequi | por daviplata | por yape | con yape | por plin | por bizum
    por zelle | por qr | con qr | me pagaron en efectivo | me pagaron con tarjeta
    me pagaron por transferencia | me pagaron por mercado pago | me pagaron por nequi
    me pagaron por yape | pago en efectivo | pago con tarjeta | pago por transferencia`,
  aside: phrases`
    ahi te va | ahi va | orale | andale | andale pues | ahora si | pues si | fijate que | fijese que
    por suerte | al final | por fin | encima | aparte | ademas | de milagro | apenas | tambien
    entonces | despues | luego | mas tarde | temprano | de nuevo | otra vez | primero | en el dia
    en el local | en la tienda | en la feria | gracias a dios | menos mal | casi casi | en efectivo
    me olvide de anotar que | me olvide de anotar | se me paso anotar que | te aviso que | avisale que
    para que anotes | para anotar | prometo que | mira | mire | oye | oiga | escucha | amigo | amiga
    jefe | jefa | mano | brother | wey | guey | pana | mijo | y`,
  some: phrases`
    todas las | todos los | todo el | toda la | unas | unos | algunas | algunos | varias | varios | muchas | muchos`,
  about: phrases`como | unas como | mas o menos | aproximadamente | casi como | casi`,
  'and-more': phrases`y pico | y tantos | y tantas | y algo | y monedas | y fraccion`,
  'more-than': phrases`mas de | menos de | mas o menos de | hasta | por lo menos | al menos`,
  nobody: phrases`
    cliente | clienta | un cliente | una clienta | alguien | una chica | un chico | una senora
    un senor | una persona | la gente | gente | vecino | vecina`,
  'none-of': [],
  'in-pairs': phrases`
    media | medias | aro | aros | arete | aretes | arito | aritos | zapato | zapatos | zapatilla
    zapatillas | guante | guantes | ojota | ojotas | sandalia | sandalias | bota | botas
    calcetin | calcetines | calceta | calcetas | tenis | chancla | chanclas | pantufla | pantuflas`,
  to: phrases`a | para`,
  at: phrases`a | @`,
  for: phrases`por | en | x | a total de`,
  of: phrases`de | del | d`,
  today: phrases`
    hoy | hoy dia | esta manana | esta tarde | esta noche | a la manana | a la tarde
    a la noche`,
  yesterday: phrases`ayer | el dia de ayer | anoche`,
  'before-yesterday': phrases`anteayer | antier | antes de ayer | antes de anoche`,
  ago: phrases`hace`,
  'ago-behind': phrases`atras`,
  days: phrases`dia | dias`,
  because: phrases`porque | x q | xq | por que | pq | ya que | para que | gracias a`,
  question: phrases`
    cuanto | cuanta | cuantos | cuantas | que | quien | quienes | cual | cuales | a cuanto
    q | cto | kuanto | a como | en que`,
  add: phrases`
    agrega | agregar | agregue | agregame | nuevo producto | producto nuevo | da de alta
    dar de alta | anade | anadir | crea | crear`,
  'a-product': phrases`
    un producto nuevo | un producto | un nuevo producto | el producto | producto | nuevo`,
  'price-word': phrases`precio | a | por | vale | sale | en`,
  'cost-word': phrases`costo | coste | me cuesta | cuesta`,
  'stock-word': phrases`stock | existencia | existencias | hay | tengo`,
  'new-price': phrases`
    subi | subile | sube | subele | suba | subale | baja | bajale | baje | pone | pon | ponga
    cambia el precio de | cambiale el precio a | cambie el precio de`,
  'price-now': phrases`
    ahora sale | ahora salen | ahora cuesta | ahora cuestan | ahora esta a | ahora estan a
    ahora vale | ahora valen`,
  'price-of': phrases`precio de | el precio de | precio`,
  'put-price': phrases`ponle precio de | ponele precio de | ponle un precio de`,
  'cost-of': phrases`el costo de | costo de | el coste de`,
  'costs-me': phrases`me cuesta | me cuestan | me sale | me salen`,
  is: phrases`es | es de | :`,
  rename: phrases`cambiale el nombre a | cambia el nombre de | renombra | renombrar`,
  as: phrases`por | como | a`,
  retire: phrases`
    saca | sacar | quita | quitar | elimina | eliminar | borra el producto | da de baja
    dar de baja | quite | saque | elimine`,
  'no-more': phrases`no vendo mas | ya no vendo | ya no vendemos | no vendemos mas`,
  'from-catalogue': phrases`del catalogo | de la lista | del inventario`,
  hello: phrases`
    hola | buenas | buen dia | buenos dias | buenas tardes | buenas noches | hola bot | ey
    que tal | hola que tal`,
  thanks: phrases`
    gracias | muchas gracias | mil gracias | ok | okey | dale | listo | perfecto | genial
    buenisimo | joya | sale | va`,
  help: phrases`
    ayuda | que sabes hacer | que puedo hacer | que podes hacer | que haces | menu | ? | quien sos
    quien eres | como funciona | comandos | opciones`,
  yes: phrases`
    si | sii | sip | dale | ok | okey | claro | correcto | exacto | eso | asi es | obvio | de una
    afirmativo | si dale | si claro | si por favor | va | listo | confirmo`,
  no: phrases`
    no | nop | no gracias | cancela | cancelar | cancelalo | ninguno | ninguna | ninguno de esos
    nada | dejalo | olvidalo | deja | olvida | no importa | mejor no`,
  first: phrases`la primera | el primero | primero | primera`,
  second: phrases`la segunda | el segundo | segundo | segunda`,
  third: phrases`la tercera | el tercero | tercero | tercera`,
  was: phrases`fueron | eran | son | era | fue | es | fueron como`,
  instead: phrases`
    perdon | perdona | disculpa | corrijo | corregi | corrige | correccion | digo | quise decir
    mejor dicho | en realidad | me equivoque | error | ah no | ay no | uy no | rectifico
    queria decir`,
  'a-sale': phrases`venta | una venta | vendi | vendido | las vendi | los vendi | la vendi | lo vendi`,
  'a-purchase': phrases`compra | una compra | compre | las compre | los compre | la compre | lo compre`,
  'an-expense': phrases`gasto | un gasto | gaste`,
  'all-of-them': phrases`
    total | en total | todo | por todo | todo junto | las dos | los dos | ambas | ambos | por las dos`,
  undo: phrases`
    deshacer | deshace | deshacelo | deshace eso | deshaz | deshaz eso | me equivoque | anular
    borra lo ultimo | borra eso | borralo | borra la ultima | borra la ultima venta | anulalo
    anula lo ultimo | anula eso | anula la ultima venta | anula la venta | cancela la venta
    cancela eso | cancela lo ultimo | cancela la ultima venta | me equivoque borralo | revertir`,
  wipe: phrases`borra | borrar | borra todo | reinicia | reiniciar | resetea | formatea`,
  noun: phrases`stock de | venta | ventas | ventas de hoy | gasto | gastos`,
  'ask-sales': phrases`
    vendi | vendimos | se vendio | se vendieron | llevo vendido | llevamos vendido | va vendido
    he vendido | hemos vendido | llevo | ventas | ventas de | la venta de | vendido`,
  'ask-profit': phrases`
    gane | ganamos | he ganado | hemos ganado | hice | hicimos | mi ganancia | ganancia
    ganancias | gano`,
  'ask-expenses': phrases`gaste | gastamos | gastos | gastos de | he gastado`,
  'ask-summary': phrases`
    resumen | balance | corte | corte de caja | hazme el corte | dame el resumen | deme el resumen
    como vamos | como venimos | como va la venta | como van las ventas | como va el dia`,
  'ask-best': phrases`
    mas vendido | mas vendidos | lo mas vendido | se vende mas | vendo mas | mas se vende`,
  'ask-debts': phrases`
    me deben | me debe | debe | deben | me esta debiendo | me estan debiendo | deudas | fiados
    me debe dinero | me deben plata | me debe plata | me debe la gente`,
  'ask-stock': phrases`
    stock | inventario | quedan | me quedan | queda | me queda | tengo | tenes | tienes | hay
    existencias | tengo en inventario`,
  'ask-low': phrases`me falta | por acabar | por acabarse | falta comprar | hay que reponer | se esta acabando`,
  'ask-price': phrases`
    a cuanto esta | a cuanto estan | precio de | precio del | cuanto sale | cuanto salen
    cuanto cuesta | cuanto cuestan | a como esta | a como estan | cuanto vale | cuanto valen`,
  'ask-catalogue': phrases`
    lista de precios | que productos tengo | productos | mis productos | catalogo
    lista de productos | que vendo`,
  'ask-customer': phrases`me compro | me compraron`,
  week: phrases`esta semana | la semana | de la semana | semana`,
  'last-week': phrases`la semana pasada | semana pasada`,
  month: phrases`este mes | del mes | el mes | mes`,
  'last-month': phrases`el mes pasado | mes pasado | del mes pasado`,
}
