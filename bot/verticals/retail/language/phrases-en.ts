import type { Lexicon } from './lexicon.ts'
import { phrases } from './phrases.ts'
import { englishTalk } from './talk-en.ts'

/** What English says with more than a number: without capitals, the longest that fits counts. */
export const englishPhrases: Lexicon['phrases'] = {
  sold: phrases`
    sold | i sold | we sold | just sold | have sold | have just sold | slod | sodl | soldd | sld | was sold | were sold
    been sold | got sold | sale | a sale | sale of | a sale of | the sale of | made a sale
    made a sale of | sales of | today's sales | sales today | todays sales | moved`,
  put: phrases`put | add | add to | charge | charged`,
  'bought-from-us': phrases`
    took | bought from me | bought from us | purchased from me | picked up`,
  spent: phrases`
    spent | have spent | expense | an expense | expense of | an expense of | expenses of | spend of
    spnt | spet`,
  paid: phrases`paid | have paid | payed | wired | pd`,
  'was-paid': phrases`
    paid me | paid us | payed me | got paid by | received | collected | got | settled | cleared
    paid off | paid back | paid me back | paid up | sent me | venmoed me | zelled me`,
  bought: phrases`
    bought | have bought | purchased | restocked | restocked with | stocked up on | stocked up with
    got in | came in | have come in | arrived | have arrived | were delivered | was delivered
    reordered`,
  left: phrases`
    left | have | have got | there are | there's | theres | there is | still have | counted
    stock of | only have | are left | remain | remaining | in stock`,
  'none-left': phrases`
    out of | ran out of | run out of | ran out | sold out of | sold out | are out of | all out of
    there are no | there are no more | there's no more | there's no | theres no | theres no more
    have no | have no more | no more | are gone | is gone | are all gone | don't have any more
    dont have any more | don't have any | dont have any | are finished | is finished`,
  lost: phrases`
    broke | lost | was stolen | were stolen | got stolen | stole | went bad | spoiled | expired
    threw away | threw out | tossed | damaged | got damaged | were damaged | was damaged | got broken
    were broken | was broken | went missing`,
  gift: phrases`gave away | gifted | donated`,
  returned: phrases`returned | brought back`,
  gave: phrases`gave`,
  negated: phrases`
    kidding | just kidding | jk | joking | no | not | never | nobody | none | nothing | almost | nearly | hardly | didn't | didnt | did not
    haven't | havent | have not | hasn't | hasnt | wasn't | wasnt | weren't | werent | don't | dont
    doesn't | doesnt | do not | not sure if | not sure how many | don't know if | dont know if
    don't know how many | without | couldn't | couldnt | could not | can't | cant | cannot | isn't
    isnt | ain't | aint | wouldn't | wouldnt | didn't get to | no one | noone`,
  future: phrases`
    tomorrow | will | i'll | ill | we'll | they'll | he'll | she'll | going to | gonna | gon | i'm going to
    we're going to | want to | wanna | need to | have to | has to | gotta | got to | must | plan to
    hope to | next week | next month | later i'll | wants to | about to | trying to | want | wants | need
    needs | planning to`,
  hypothetical: phrases`
    if | if i | maybe | perhaps | hopefully | could | could have | can | might | might have | may
    may have | would | would have | i'd | id | we'd | should | should have | shoulda | coulda | woulda | suppose
    supposing | imagine | let's say | lets say | say i | pretend | what if | wish | i wish | had i
    as if | unless | assuming`,
  hearsay: phrases`
    says | said | say | told me | tells me | they told me | heard | i heard | according to | asked
    asked for | asked me | they say | she says | he says | apparently | reported`,
  unsure: phrases`think | i think | believe | i believe | guess | i guess | pretty sure | probably | i'm not sure but`,
  'not-yet': phrases`
    sell | selling | buy | buying | pay | paying | spend | spending | owe | i owe | ordered | order
    reserved | booked | for sale | set aside | on hold | on order | pre-ordered | preordered | brought`,
  'nothing-done': phrases`
    sold nothing | sold none | spent nothing | bought nothing | no sales | no sale | zero sales`,
  unreal: phrases`would sell | would buy | would pay | had sold | had bought`,
  'something-else': phrases`
    cancelled | canceled | was cancelled | fell through | more than yesterday | less than yesterday
    more than last | less than last | as many as | twice as many | twice as much | than yesterday
    than last | half price | at half price | half off | in exchange for | instead of | before i
    after i | the day i | every day | each day | per day | on average | refunded
    lost the sale | lost a sale | used to | for free | free`,
  others: phrases`sells | buys | pays | spends | takes`,
  'on-credit': phrases`
    on credit | on tab | on her tab | on his tab | on their tab | on her account | on his account | on the tab | on a tab | on trust | on the books | on account | on the cuff
    owes me | and owes me | owes me for it | and owes me for it | owes me for them
    and owes me for them | and owes for it | still owes me | and still owes me | owes for it
    she'll pay later | he'll pay later | they'll pay later | will pay later | to pay later | pay later
    she will pay later | he will pay later | will pay me later | she'll pay me later
    he'll pay me later | hasn't paid yet | hasnt paid yet | hasn't paid | hasnt paid | didn't pay yet
    didnt pay yet | and didn't pay | and didnt pay | unpaid | not paid yet | on layaway`,
  'rest-owed': phrases`
    owes the rest | and owes the rest | owes me the rest | and owes me the rest | still owes the rest
    and still owes the rest | the rest later | and the rest later | the rest on credit
    the rest on tab | and the rest on tab | the rest on her tab | the rest on his tab`,
  'paid-part': phrases`
    , paid me | , gave me | gave me | he gave me | she gave me | they gave me | and gave me | they paid me | and they paid me
    he paid me | she paid me | and paid me | and he paid me | and she paid me | they paid | and they paid
    he paid | she paid | who paid | put down | she put down | he put down | left a deposit of`,
  discount: phrases`off | discount | discount of | a discount of | of discount | in discount | with discount of`,
  percent: phrases`% | percent | per cent | pct`,
  each: phrases`each | each one | apiece | a piece | per piece | ea | per unit | a pop | per item | every one`,
  'per-unit': phrases`
    a kilo | a kg | per kilo | per kg | the kilo | a liter | a litre | per liter | per litre | a dozen
    per dozen | the dozen | a kilogram | per kilogram`,
  'in-total': phrases`
    total | in total | for a total of | total of | a total of | altogether | in all | all together
    for all | for everything | for the lot | all in all | for the lot of them`,
  'all-of-it': phrases`
    everything | all of it | it all | in full | what she owed | what he owed | what they owed | her tab
    his tab | their tab | her account | his account | her debt | his debt | the debt | their debt
    her bill | his bill | the tab | the whole debt | the whole tab | all she owed | all he owed`,
  separator: [
    'and',
    ',',
    ';',
    '.',
    '\n',
    '+',
    '-',
    '&',
    ':',
    'also',
    'plus',
    'n',
    '!',
    '•',
    '*',
    '—',
    '–',
  ],
  account: phrases`to the account of | on the account of | on the tab of | on account of`,
  'their-account': phrases`tab | account | bill`,
  or: phrases`or`,
  between: phrases`between`,
  filler: phrases`
    lol | haha | hehe | thank you | thank you so much | at the market | at the store | at the shop
    at the fair | in the store | in store | online | hi | hello | hey | yo | we're | i'm | im | bot | ok | okay | so | well | um | uh | uhm | yeah | yea | yes | alright
    right | just | only | now | thanks | please | pls | plz | then | log | record | register
    note | note that | log that | record that | note down | note down that | put down that | write down | jot down | enter | book | put me down for | the | my | our | i | we
    i've | ive | we've | weve | me | us | another | more | extra | last | other | ones | here | oh | man
    girl | bro | sis | boss | listen | look | like i said | as i said | by the way | btw | fyi | finally
    ( | ) | " | today i | in cash | cash | by card | with card | with a card | on card | by zelle
    with zelle | via zelle | by venmo | via venmo | with venmo | by cash app | via cash app
    with cash app | by check | paid in cash | paid cash | paid by card | paid with card
    paid by zelle | pieces of | units of | units | of the | have | 've | yall | y'all | they paid cash
    they paid in cash | he paid cash | she paid cash | all told | had | had just | have just`,
  aside: phrases`
    at last | in the end | luckily | thankfully | thank god | by the way | besides | in addition
    on top of that | later | then | after that | earlier | again | first | at the store | at the shop
    in the store | at the market | in store | online | forgot to log | forgot to note
    i forgot to log that | forgot to tell you | i forgot to tell you | forgot to say | letting you know
    just letting you know | for the record | guess what | good news | and | also | great`,
  some: phrases`some | a few | several | many | a lot of | lots of | a bunch of | all the | all of the | all my | few | plenty of | a ton of`,
  about: phrases`about | around | approximately | roughly | like | maybe | some | nearly | almost | approx | or so`,
  'and-more': phrases`and change | and some change | or so | and something | something | odd | ish`,
  'more-than': phrases`more than | less than | over | under | up to | at least | fewer than | at most | no more than | no less than | upwards of`,
  nobody: phrases`
    customer | a customer | the customer | client | a client | someone | somebody | a lady | the lady | lady
    a guy | a man | a woman | the guy | a girl | a boy | a kid | a person | people | a tourist | tourists
    a neighbor | a neighbour | neighbor | neighbour | they | he | she | a friend | folks | a couple of people
    customers | a gentleman | a young lady | walk-in | a walk-in | one customer | another customer | some guy
    some lady | two customers | man | woman`,
  'none-of': phrases`no | no more | zero`,
  'in-pairs': phrases`
    sock | socks | earring | earrings | shoe | shoes | sneaker | sneakers | glove | gloves | sandal
    sandals | boot | boots | slipper | slippers | jeans | pants | shorts | glasses | sunglasses
    scissors | leggings | flip-flops`,
  to: phrases`to | for`,
  at: phrases`at | @ | to`,
  for: phrases`for | x | on | for a total of | it was for`,
  of: phrases`of | from`,
  today: phrases`
    in the morning | in the afternoon | in the evening | today | this morning | this afternoon | this evening | tonight | earlier today | just now | today's | todays`,
  yesterday: phrases`
    yesterday | yesterday in the morning | yesterday in the afternoon | last night | yesterday morning | yesterday afternoon | yesterday evening | yesterday's
    yesterdays | yday | yest`,
  'before-yesterday': phrases`the day before yesterday | day before yesterday`,
  ago: [],
  'ago-behind': phrases`ago`,
  days: phrases`day | days`,
  because: phrases`because | cause | cuz | coz | bc | since | thanks to | so that`,
  question: phrases`
    how much | how many | hw much | hw many | how mch | what | what's | whats | which | who | who's | whos
    did i | did we | do i | do we | do you | have i | have we | any | are there any | is there any | are we
    how are | how's | hows | how is | am i | what is`,
  add: phrases`add | new product | create | register product | add product | add the product`,
  'a-product': phrases`a new product | a product | new product | the product | product | new | the new product | item | a new item | new item`,
  'price-word': phrases`price | at | for | costs | selling for | sells for | price of | selling at | priced at | @`,
  'cost-word': phrases`cost | costs me | cost of | costing`,
  'stock-word': phrases`stock | have | in stock | qty | quantity`,
  'new-price': phrases`
    raise | lower | increase | decrease | drop | bump | set | put up | change the price of | set the price of
    raise the price of | lower the price of | update the price of | change price of | set price of
    change the price on | update price of | mark down | mark up | reduce | increase the price of | drop the price of
    reduce the price of`,
  'price-now': phrases`
    is now | are now | now costs | now cost | now is | now are | now sells for | now sell for
    now goes for | is now at | are now at | now at`,
  'price-of': phrases`price of | the price of | price for | price`,
  'put-price': phrases`put a price of | set a price of`,
  'cost-of': phrases`cost of | the cost of`,
  'costs-me': phrases`costs me | cost me | costs us | cost us`,
  is: phrases`is | are | : | = | is now`,
  rename: phrases`rename | change the name of`,
  as: phrases`to | as | into`,
  retire: phrases`
    remove | delete | take out | drop the product | delete the product | remove the product | discontinue
    take off | get rid of`,
  'no-more': phrases`
    don't sell | dont sell | no longer sell | do not sell | no longer carry | don't carry
    dont carry | stopped selling | not selling`,
  'from-catalogue': phrases`
    from the catalog | from the catalogue | from the list | from inventory | from the inventory
    anymore | any more | from the product list | from the menu | off the list | no more`,
  ...englishTalk,
}
