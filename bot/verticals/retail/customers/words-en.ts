import { english } from '../language/lexicon-en.ts'
import { phrases } from '../language/phrases.ts'
import type { CustomerWords } from './words.ts'

/** How customers ask a shop in English. */
export const englishCustomers: CustomerWords = {
  lexicon: english,
  laughter: /^(?:(?:ha)+h?|(?:he)+|lo+l|lmao|rofl)$/,
  stems: {},
  phrases: {
    greeting: phrases`
      hi | hello | hey | hiya | good morning | good afternoon | good evening | morning | hi there | hello there
      hey there | how are you | how is it going | how's it going | what's up | whats up | greetings | help | menu
      options | hola | yo | there`,
    thanks: phrases`
      thanks | thank you | thank you so much | thank you very much | many thanks | thx | ty | thanks a lot
      thanks so much | cheers | no thanks | no thank you | bye | goodbye | see you | have a good day
      have a nice day | good night | take care | much appreciated | appreciated`,
    yes: phrases`yes | yeah | yep | yup | sure | of course | yes please | please do | definitely | absolutely`,
    fine: phrases`fine | alright | all right | that's fine | sounds good | perfect`,
    no: phrases`no | nope | nah | not now | never mind | nevermind | not yet`,
    ack: phrases`
      ok | okay | k | great | cool | nice | awesome | got it | i see | good | wow | oh | ah | hmm | right
      understood | noted | excellent | good to know`,
    hour: phrases`
      what time | when | until what time | till what time | until when | till when | how late | what days
      which days | what hours | from when | until | till`,
    timetable: phrases`
      hours | opening hours | your hours | business hours | opening times | schedule | store hours | working hours
      what are your hours`,
    open: phrases`
      open | opened | opening | close | closed | closing | you open | do you open | do you close | are you open
      are you closed | are you still open | are you guys open | are you guys still open | is the shop open | is the store open | shut`,
    work: phrases`working | work`,
    holiday: phrases`holiday | holidays | weekend | weekends | on weekends`,
    morning: phrases`in the morning | in the afternoon | in the evening | early | late | at noon`,
    today: phrases`today | tonight | this afternoon | this morning | this evening`,
    now: phrases`now | right now | still | at the moment | already | currently`,
    tomorrow: phrases`tomorrow`,
    'after-tomorrow': phrases`the day after tomorrow | day after tomorrow`,
    price: phrases`
      price | prices | the price | price of | how much | how much is | how much are | how much for | how much does
      how much do | how much would | how much is a | cost | costs | what does | what do | what's the price
      what is the price | whats the price | the cost | pricing | quote | how much do you charge | worth`,
    have: phrases`
      do you have | have you got | got | got any | do you sell | sell | you sell | you have | have | any left | left
      is there | are there | in stock | available | stock | availability | carry | do you carry | do you stock
      do you guys have | you got | any`,
    'how-many': phrases`how many`,
    catalogue: phrases`
      catalog | catalogue | price list | the price list | what are you selling | what do you sell | what do you have | what you sell
      what you have | what products | products | your products | list of products | information | info | more info
      what's new | whats new | what can i buy | a list of what you sell`,
    order: phrases`
      i want | i would like | i'd like | id like | i'll take | ill take | i will take | i want to buy | i want to order
      can i order | can i buy | can i get | could i get | can i have | could i have | i need | give me | order | buy | place an order
      an order | to order | to buy | to place an order | reserve | i'm interested in | im interested in | interested
      interested in | i'm looking for | im looking for | i am looking for | looking for | how do i order
      how do i buy | i want to place an order | put aside | put | aside | get me | save me | set aside`,
    person: phrases`
      person | human | a human | someone | somebody | anyone | anybody | agent | representative | manager | owner
      the owner | the manager | talk | speak | call me | give me a call | can you call me | real person | staff
      complaint | a complaint | complain | customer service | operator`,
    topic: phrases`
      deliver | delivery | deliveries | shipping | ship | pickup | pick up | card | cards | cash | paypal | pay | payment
      installments | where | address | located | location | directions | parking | invoice | receipt | wholesale
      discount | discounts | sale on | deal | deals | promo | promotion | offer | offers | warranty | refund | refunds
      return | returns | exchange | size | sizes | color | colour | colors | colours | material | brand | photo | photos
      picture | pictures | instagram | website | link | phone number | your number | job | jobs | hiring | coupon`,
    owner: phrases`
      sold | i sold | we sold | did i sell | did you sell | spent | i spent | bought | i bought | we bought | add | added
      raise | lower | change | set the price | delete | remove | erase | undo | cancel the sale | record | note down
      owes | owe | debt | profit | earnings | revenue | margin | sales | expenses | customers | clients | report
      summary | i am the owner | i'm the owner | im the owner | admin | administrator | instructions
      previous instructions | ignore | forget | override | system prompt | prompt | i confirm`,
    more: phrases`more | show more | see more | others | next`,
    filler: phrases`
      per person | for one person | rn | shop | store | guys | please | pls | plz | excuse me | sorry | a question | quick question | can you tell me | could you tell me
      can you send me | could you send me | tell me | send me | i was wondering if | i was wondering | wondering
      i want to know | i'd like to know | let me know | can you | could you | would you | can i | could i | let me | me
      you | your | u | guys | sir | madam | ma'am | mate | friend | the | a | an | some | one | ones | it | they | them | this
      these | that | those | is | are | it's | they're | there | here | to | for | each | per | also | too | just | i | i'm | my | we
      what | what's | which | do | does | if | please tell me | know | about | hi | so | out | come | with | s`,
  },
  glue: new Set('of for with in on at from'.split(' ')),
  joints: new Set(['and', 'or', '+', '&', ',']),
  articles: new Set(['the', 'number', 'option']),
  beforeDay: new Set(['the']),
  ordinals: [
    ['first', 'one'],
    ['second', 'two'],
    ['third', 'three'],
    ['fourth', 'four'],
    ['fifth', 'five'],
    ['sixth', 'six'],
  ],
  last: new Set(['last']),
}
