import type { Lexicon, PhraseTag } from './lexicon.ts'
import { phrases } from './phrases.ts'

/** What English says around the books: answers, corrections, and what is asked for. */
export const englishTalk = {
  hello: phrases`
    hi | hello | hey | good morning | good afternoon | good evening | good night | morning | hi there
    hello there | hey there | what's up | whats up | sup | yo | hi bot | hello bot | hey bot | howdy
    wah gwaan`,
  thanks: phrases`
    thanks | thank you | thanks a lot | thank you so much | thx | ty | ok | okay | great | perfect | cool
    got it | awesome | nice | k | kk | alright | thanks bot | thank u | good | bless up | many thanks`,
  help: phrases`
    help | what can you do | what can you do ? | what do you do | what do you do ? | what can i do
    what can i do ? | menu | ? | who are you | who are you ? | how does this work | how does it work
    how does this work ? | how does it work ? | commands | options`,
  yes: phrases`
    yes | y | yep | yeah | yup | yea | ya | sure | correct | right | exactly | ok | okay | of course | confirm
    confirmed | that's right | thats right | yes please | go ahead | do it | please do | absolutely | yes sir
    for sure | it is | yes it is`,
  no: phrases`
    no | n | nope | nah | not | no thanks | no thank you | cancel | none | none of them | neither | neither one
    nothing | never mind | nevermind | nvm | forget it | leave it | skip it | skip | stop | don't | dont
    none of these | none of those | no cancel | drop it`,
  first: phrases`first | the first | the first one | first one`,
  second: phrases`second | the second | the second one | second one`,
  third: phrases`third | the third | the third one | third one`,
  was: phrases`
    was | were | it was | it's | its | they were | that was | there were | make it | make that | should be
    it should be | should have been | it should have been | it is | that's | thats | that should be`,
  instead: phrases`
    sorry | my bad | my mistake | i meant | meant | i mean | mean | correction | actually | oops | whoops | wait
    oh no | excuse me | rather | i meant to say | scratch that | let me correct that | correct that | fix that`,
  'a-sale': phrases`sale | a sale | sold | it was a sale | i sold them | sold them | sold it`,
  'a-purchase': phrases`purchase | a purchase | bought | it was a purchase | i bought them | bought them | bought it`,
  'an-expense': phrases`expense | an expense | spent | it was an expense | spent it`,
  'all-of-them': phrases`total | in total | all | for all | both | for both | altogether | all of them | for everything | all together`,
  noun: phrases`stock of | sale | sales | today's sales | todays sales | sales today | expense | expenses | sales of`,
  undo: phrases`
    undo | undo that | undo it | undo this | undo the last one | undo last | undo the last sale | undo the sale
    delete the last one | delete that | delete last | delete the last sale | delete that sale | delete it
    cancel the sale | cancel that | cancel the last sale | cancel the last one | remove the last one
    remove that | i made a mistake | my mistake | take that back | take it back | erase that
    erase the last one | reverse that | scratch that`,
  wipe: phrases`delete | erase | wipe | reset | delete everything | clear everything | erase everything | format`,
  'ask-sales': phrases`
    did i sell | did we sell | have i sold | have we sold | i sold | we sold | sold | sell | sales | sales of
    sales for | sales today | today's sales | todays sales | yesterday's sales | revenue | sale | selling`,
  'ask-profit': phrases`
    did i make | did we make | have i made | have we made | did i earn | did we earn | profit | profits
    my profit | earn | earned | earnings | made | net`,
  'ask-expenses': phrases`
    did i spend | did we spend | have i spent | have we spent | expenses | expense | spent | spend
    expenses for | spending | today's expenses`,
  'ask-summary': phrases`
    summary | weekly summary | daily summary | monthly summary | recap | report | balance | how are we doing
    how am i doing | how's business | hows business | how did we do | how did i do | totals | daily report
    weekly report | monthly report | close out | closing`,
  'ask-best': phrases`
    sold best | sold the most | sold most | best seller | best sellers | bestseller | bestsellers | best selling | best-selling | sells the most
    sells most | top seller | top sellers | top selling | most sold | selling the most | sells best`,
  'ask-debts': phrases`
    owes me | owe me | owes | owed | debts | debtors | owes me money | owe me money | owes us | owe us
    tabs | open tabs | who owes | outstanding`,
  'ask-stock': phrases`
    stock | inventory | in stock | left | are left | is left | do i have | do we have | do you have | have
    there are | remaining | remain | got | on hand`,
  'ask-low': phrases`
    running low | low stock | low on | running out | run out | need to restock | restock | need to reorder
    reorder | almost out | about to run out | out of stock | do i need to buy`,
  'ask-price': phrases`
    how much is | how much are | how much for | price of | the price of | price for | what's the price of
    whats the price of | cost | costs | price on`,
  'ask-catalogue': phrases`
    price list | list of prices | what products | products | my products | product list | catalog | catalogue
    what do i sell | what do we sell | pricelist | prices | list of products`,
  'ask-customer': phrases`buy | bought | take | purchase | buys`,
  week: phrases`this week | the week | week | weekly | for the week`,
  'last-week': phrases`last week | the last week | last week's | the week before`,
  month: phrases`this month | the month | month | monthly | for the month`,
  'last-month': phrases`last month | the last month | last month's`,
} satisfies Partial<Readonly<Record<PhraseTag, Lexicon['phrases'][PhraseTag]>>>
