import { phrases } from '../language/phrases.ts'
import { spanish } from '../language/lexicon-es.ts'
import type { CustomerWords } from './words.ts'

/** How customers from Buenos Aires to Tijuana ask a shop: without accents, spelled in any way that sounds so. */
export const spanishCustomers: CustomerWords = {
  lexicon: spanish,
  laughter: /^(?:[jh][aeio]+)+[jh]?$|^k{3,}$/,
  stems: {
    owner:
      /^(?:gast|borr|elimin|agreg|carg[aou]|anot|registr|comprast|compraron|factur|deud|gananc|vendist|vendier)/,
    person: /^(?:quej|reclam|llam[ae]|comuni[cq])/,
    open: /^(?:abr[ei]|cerra|cierr|atend|atien)/,
    order: /^(?:reserv|encarg|guard[aeo]|apart|separ|comprar)/,
    thanks: /^(?:gracia|agradec)/,
    topic: /^(?:envia|entreg|pag[aou]|transfer|factura|descuent|estacion)/,
  },
  phrases: {
    greeting: phrases`
      q tal | q tal todo bien | disculpe la molestia | disculpa la molestia | hola | ola | holi | holis | buenas | muy buenas | buen dia | buenos dias | muy buenos dias
      buenas tardes | buenas noches | muy buenas tardes | que tal | que tal todo | como va
      como esta | como estas | como estan | como andas | como le va | como te va | todo bien | que onda
      quiubo | que hubo | que mas | saludos | saludo | dime a ver | hello | hi | ey | alo
      ayuda | menu | opciones | como funciona | buena tarde | buena noche`,
    thanks: phrases`
      gracias | muchas gracias | muchisimas gracias | gracias por la info | gracias por la informacion
      muchas gracias por la info | muchas gracias por la informacion | gracias por todo | gracias por responder
      gracias por la atencion | mil gracias | no gracias | grasia | grax | thx | se agradece
      te agradezco | le agradezco | muy amable | dios le pague | chau | chao | adios | bye
      nos vemos | hasta luego | hasta manana | bonita tarde | buen finde | que tenga buen dia
      que tengas buen dia | que este bien | bendiciones | saludos cordiales | igualmente
      por nada | de nada | abrazo`,
    yes: phrases`
      si | sip | claro | por supuesto | obvio | si claro | si dale | de una
      afirmativo | me parece bien | por favor si | si porfa`,
    fine: phrases`dale | bueno | esta bien | perfecto | me parece | bueno dale`,
    no: phrases`no | nop | no hace falta | mejor no | ahora no | todavia no | nada mas`,
    ack: phrases`
      oki | ok | oka | okis | okas | okey | okay | k | va | sale | orale | listo | buenisimo | genial | joya | barbaro
      excelente | ah | ahh | aja | mmm | uh | ay | super | que bueno | re bien | de acuerdo
      entiendo | entendido | ya | ya veo | ah ok | vale | wow | oh | bien | esta bueno`,
    hour: phrases`
      a q hr | a que hr | a q hrs | a que hora | a que horas | a que hras | a q hora | a k hora | que hora | hasta que hora
      hasta que horas | hasta las | desde las | a partir de que hora | hasta q hora | hasta las cuantas | desde que hora | de que hora | en que horario | en que horarios
      que dias | q dias | que dia | que horas | desde que horas | cuando`,
    timetable: phrases`
      horario | horarios | horario de atencion | horarios de atencion | el horario
      los horarios | horas de atencion | dias y horarios | orario de apertura`,
    open: phrases`
      abren | abre | abris | abran | abrir | abriran | cierran | cierra | cierras | cerrar | cerraran
      atienden | atiende | atendes | atendiendo | estan atendiendo | estan abiertos
      estan abierto | esta abierto | esta abierta | estan abiertas | abierto | abiertos
      siguen abiertos | sigue abierto | abrieron | ya abrieron | cerraron | ya cerraron
      estan | ta abierto | tan abierto | trabajan hoy | cerrado | cerrados | esta cerrado
      estan cerrados | me puedo acercar | puedo acercarme | acercar | acercarme | puedo pasar | puedo ir | pasar a buscar | apertura | cierre`,
    work: phrases`trabajan | trabajas | trabaja | laboran | laboras`,
    holiday: phrases`feriado | feriados | festivo | festivos | dias festivos | fin de semana | finde | semana santa | navidad | ano nuevo | fines de semana | 24 / 7`,
    morning: phrases`
      a la manana | por la manana | de la manana | a la tarde | por la tarde | de la tarde
      a la noche | por la noche | en la tarde | en la manana | en la noche | al mediodia
      temprano | tarde`,
    today: phrases`hoy | hoy dia | el dia de hoy | esta tarde | esta noche | esta manana`,
    now: phrases`ahora | ahorita | ahora mismo | en este momento | todavia | aun | ya | siguen | sigue`,
    tomorrow: phrases`manana | el dia de manana`,
    'after-tomorrow': phrases`pasado manana | pasado`,
    price: phrases`
      precio | precios | el precio | que precio | valor | que valor | costo | que costo
      cuanto | cuanto sale | cuanto salen | cuanto cuesta | cuanto cuestan | cuanto vale | cuanto valen
      cuanto esta | cuanto estan | cuanto es | cuanto era | cuanto eran | cuanto salian | cuanto seria | cuanto queda | cuanto saldria
      cuanto cobran | cuanto cobras | cuanto cobra | en cuanto | a cuanto | a cuanto esta | a cuanto estan | a cuanto tenes
      a cuanto tienen | a cuanto tiene | a cuanto tienes | a cuanto sale | a cuanto salen | en cuanto sale
      en cuanto esta | en cuanto me deja | en cuanto me lo deja | en cuanto me la deja | en cuanto la deja
      a como | a como esta | a como estan | a como da | a como dan | a como e | a como tiene | a como sale
      que vale | que valen | que cuesta | que cuestan | que sale | cto | cto sale | cto cuesta
      qto | qnto | qnto sale | qnto cuesta | cnto | cuanto x | cuanto por | cuestan | cuesta | vale | valen
      cuanto me sale | cuanto me cuesta | cuanto les cuesta | cotizacion | cotizar
      cuanto tienen | cuanto tiene | cuanto tenes | precio tiene | precio tienen | que precio tiene
      que precio tienen | que costo tiene | que costo tienen | que valor tiene | que valor tienen
      que precio esta | que precio estan | precio esta`,
    have: phrases`
      tenes | tenez | tene | tiene | tienen | tienes | tendra | tendras | tendran | tendrias | tendria
      hay | habra | ai | queda | quedan | les queda | les quedan | te queda | te quedan | le queda
      le quedan | venden | vendes | vende | manejan | maneja | manejas | consigo
      stock | hay stock | en stock | tenes en stock | tienen en stock | tiene en stock | existencia
      disponible | disponibles | disponibilidad | hay disponible | esta disponible | estan disponibles | sigue disponible
      siguen disponibles | tienen disponible | tienen disponibilidad | tiene disponible
      todavia la tienes | todavia tenes | todavia tienen | aun tienes | aun tienen | me confirma si tiene
      llego | quedaron | les quedaron | les quedo | les entraron | les entro | entraron | les llegaron | les llego | llegaron | se les acabo | se acabo | se termino | ya no hay | no hay | no tienen | ya no tienen | no tenes
      tienen disponibles | cuantas tienen | cuantos tienen | traen | trae`,
    'how-many': phrases`cuantas | cuantos | que cantidad | cuanta cantidad de`,
    catalogue: phrases`
      que tenes de nuevo | que tienen de nuevo | que hay de nuevo | novedades | lo que venden | lo que vendes | lo que vende
      lo que tienen | lo que tenes | catalogo | catalogos | informes | la lista | lista | ver los productos | lista de precios | lista precios | la lista de precios | listado de precios | que venden
      que vende | que vendes | que productos | que productos tienen | que productos tenes | que productos tiene
      que productos manejan | que productos venden | que tenes para vender | que tienen para vender
      que manejan | que maneja | que cosas | que cosas venden | que cosas tienen | que tenes | que tienen | que tiene
      que hay | que es lo que venden | que articulos | info | informacion | mas info | mas informacion
      productos | sus productos | los productos | todos los precios | de que es la tienda
      que ofrecen | a que se dedican | que trabajan | lista de productos`,
    order: phrases`
      voy a querer | querria | voy a llevar | me llevaria | llevaria | el pedido | hacer el pedido | como hago el pedido | me vendes | me vende | me venderias | me regala un | me regala una | regaleme | quiero | kiero | quisiera | quiero comprar | quisiera comprar | me llevo | llevo | me guardas | me guarda
      guardame | reservame | reserveme | reservarme | me reservas | me reserva | te encargo
      le encargo | quiero encargar | encargar | quiero un pedido | quiero hacer un pedido | hacer un pedido
      quiero pedir | quisiera pedir | hacer un encargo | como hago para comprar | como compro | como puedo comprar
      comprar | me aparta | me apartas | apartar | me puede apartar | me puedes apartar | apartame | aparteme
      me separa | me separas | separame | separeme | dame | deme | me das | me da | damelo | vendame | vendeme
      mandeme | mandame | enviame | envieme | me mandas | me manda | me interesa | me interesan | me interesaria
      te compro | le compro | lo quiero | la quiero | los quiero | las quiero | quiero esa | quiero ese
      hago un pedido | un pedido | pedido | necesito | estoy interesado en | estoy interesada en
      busco | ando buscando | estoy buscando | agendame`,
    person: phrases`
      hablar | hablamos | con quien hablo | quien me atiende | persona | humano | humana | alguien | el dueno | la duena | dueno | duena | encargado | encargada
      asesor | asesora | agente | vendedor | vendedora | operador | operadora | ejecutivo | ejecutiva
      representante | gerente | persona real | un responsable | hablar con un bot | reclamo | un reclamo
      hacer un reclamo | queja | una queja | llamame | llameme | me podes llamar | me puede llamar
      me puedes llamar | me pueden llamar | me puede marcar | me pueden marcar | me puedes marcar
      marcame | marqueme | me llaman | me llamas | pueden llamarme | podrian llamarme | te puedo llamar
      los puedo llamar | puedo llamar | hablar por telefono | atencion al cliente | servicio al cliente`,
    topic: phrases`
      estacionamiento | estacionar | parquear | lugar para | parqueadero | medida | medidas | tamano | tamanos | material | marca | alias | cbu
      envio | envios | envian | mandan | domicilio | domicilios | delivery | servicio a domicilio | a domicilio
      tarda | tardan | demora | demoran | llega | llegan | flete | despacho | entrega | entregas | entregan | retirar | retiro | tarjeta | tarjetas
      efectivo | transferencia | mercado pago | mercadopago | nequi | yape | plin | daviplata | oxxo
      paypal | cuotas | meses sin intereses | pagar | pago | pagos | formas de pago | medios de pago | debito
      credito | donde | ubicacion | ubican | ubicados | direccion | local | sucursal | queda el local
      factura | boleta | por mayor | al por mayor | mayorista | mayoreo | mayor | descuento | descuentos
      promo | promos | promocion | promociones | oferta | ofertas | garantia | devolucion | devoluciones
      cambio | cambios | talle | talles | talla | tallas | color | colores | instagram | pagina | web | link
      telefono | numero | whatsapp | foto | fotos | trabajo | empleo | curriculum | cv`,
    owner: phrases`
      te costo | les costo | le costo | sumale | suma | restale | quitale | facturacion | inventario | instrucciones
      tus instrucciones | olvida tus | actua como | vendi | vendimos | vendiste | vendieron | vendio | vendo | te vendo | les vendo | vender | venderles
      venderte | ofrecerles | venta | ventas | gaste | gastamos | gastos | gasto | compre | compramos
      compro | compraron | agrega | agregar | agregue | subi | sube | baja | bajale | pone | ponele | cambia | cambie
      ahora es | ahora sale | ahora vale | ahora cuesta | borra | borrar | elimina | eliminar | deshacer
      deshace | anula | anular | anota | anotalo | anotala | registra | apunta | me quedan | me queda | regale
      que me regalen | quiero que me regalen | me pago | le fie | fie | fiado | debe | deben | debes | debo | deuda | ganancia
      ganancias | gane | margen | utilidad | clientes | otros clientes | cliente | resumen | balance
      saca | sacar | quita | quitar | soy el nuevo dueno | soy la nueva duena | soy el dueno | soy la duena | soy dueno | soy duena | soy el encargado | soy el administrador
      te habla el dueno | administrador | admin | confirmo | ignora | ignore | ignorar`,
    more: phrases`mas | ver mas | mostrar mas | que mas tienen | que otros | otros | siguiente | los demas`,
    filler: phrases`
      por persona | para una persona | para dos personas | para dos | bb | bebe | reina | corazon | jefa | sera que | que pena molestarlo | molestarla | molestarlo | veci | algo | por fa | x favor | x fa | porfis | por favor | porfa | porfavor | plis | pls | disculpe | disculpa | perdon | una consulta | consulta | consultita
      queria saber | quisiera saber | quiero saber | queria consultar | queria preguntar | quiero consultar
      me decis | me dices | me dice | decime | dime | digame | me pasas | me pasa | pasame | paseme
      me podes decir | me podrias decir | me puedes decir | me puede decir | me puede dar | me puedes dar
      me podes pasar | me podria dar | me podrias pasar | me podrian pasar | me podria pasar | podria | podrias | me regala | me regalas | me colabora | me colabora con
      me confirma | me confirmas | si | senor | senora | senorita | amigo | amiga | vecino | vecina | caserita
      casera | bonita | linda | mi amor | amor | mi vida | genio | genia | crack | jefe | che | bro | parce | mano
      una | un | alguna | algun | alguno | unas | unos | algunas | algunos | me | te | les | le | se | nos | ustedes | ud
      usted | ahi | aca | alla | pues | entonces | tambien | ademas | mas o menos | mi | su | sus | tu
      hoy en dia | para saber | saber | ver | que | q | lo | es | esta | estan | son | seria | tipo
      cada uno | cada una | c / u | la unidad | por unidad | chica linda | de casualidad | por casualidad | otra
      cual es | cual | cuales son | cuales | quiero que | necesito que | al final | igual | pregunta | vi | todavia`,
  },
  glue: new Set('de del la el los las con para al a en d por o u hasta'.split(' ')),
  joints: new Set(['y', 'e', 'o', 'u', '+', '&', ',']),
  beforeDay: new Set(['el', 'este', 'dia']),
  articles: new Set('la el los las'.split(' ')),
  ordinals: [
    ['primera', 'primero', 'primer', 'uno', 'una'],
    ['segunda', 'segundo', 'dos'],
    ['tercera', 'tercero', 'tercer', 'tres'],
    ['cuarta', 'cuarto', 'cuatro'],
    ['quinta', 'quinto', 'cinco'],
    ['sexta', 'sexto', 'seis'],
  ],
  last: new Set(['ultima', 'ultimo']),
}
