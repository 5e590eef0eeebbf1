import type { Migration } from 'kysely/migration'
import { init } from './001-init.ts'
import { turnsOfMany } from './002-turns-of-many.ts'
import { webhooks } from './003-webhooks.ts'
import { media } from './004-media.ts'
import { pacing } from './005-pacing.ts'
import { people } from './006-people.ts'
import { deeds } from './007-deeds.ts'
import { chatPhones } from './008-chat-phones.ts'
import { history } from './009-history.ts'
import { past } from './010-past.ts'
import { groups } from './011-groups.ts'
import { webhookRedrives } from './012-webhook-redrives.ts'

/** The bot's own tables, numbered and forward only; verticals count theirs apart. */
export const BOT_MIGRATIONS: Readonly<Record<string, Migration>> = {
  '001-init': init,
  '002-turns-of-many': turnsOfMany,
  '003-webhooks': webhooks,
  '004-media': media,
  '005-pacing': pacing,
  '006-people': people,
  '007-deeds': deeds,
  '008-chat-phones': chatPhones,
  '009-history': history,
  '010-past': past,
  '011-groups': groups,
  '012-webhook-redrives': webhookRedrives,
}
