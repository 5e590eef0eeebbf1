import type { proto } from '@whiskeysockets/baileys'
import type { Body } from './read-content.ts'

/** The body of an answer to buttons or a list that somebody else's client has sent. */
export function choiceBody(content: proto.IMessage): Body | undefined {
  const { buttonsResponseMessage: plain, templateButtonReplyMessage: template } = content
  if (plain) return buttonReply(plain.selectedButtonId, plain.selectedDisplayText)
  if (template) return buttonReply(template.selectedId, template.selectedDisplayText)
  const { listResponseMessage: list, interactiveResponseMessage: flow } = content
  if (list) {
    const list_reply = {
      id: list.singleSelectReply?.selectedRowId ?? undefined,
      title: list.title ?? undefined,
      description: list.description || undefined,
    }
    return interactive(list.title, { type: 'list_reply', list_reply })
  }
  if (!flow) return undefined
  const answer = flow.nativeFlowResponseMessage
  const nfm_reply = {
    name: answer?.name ?? undefined,
    body: flow.body?.text ?? undefined,
    response_json: answer?.paramsJson ?? undefined,
  }
  return interactive(flow.body?.text, { type: 'nfm_reply', nfm_reply })
}

const buttonReply = (id: string | null | undefined, title: string | null | undefined): Body =>
  interactive(title, {
    type: 'button_reply',
    button_reply: { id: id ?? undefined, title: title ?? undefined },
  })

const interactive = (text: string | null | undefined, reply: object): Body => ({
  type: 'interactive',
  text: text ?? null,
  content: { interactive: reply },
})

/** The body of a poll, with the secret by which the votes on it can be read. */
export function pollBody(content: proto.IMessage): Body | undefined {
  const poll =
    content.pollCreationMessage ??
    content.pollCreationMessageV2 ??
    content.pollCreationMessageV3 ??
    content.pollCreationMessageV4?.message?.pollCreationMessage
  if (!poll) return undefined
  const secret = content.messageContextInfo?.messageSecret
  return {
    type: 'poll',
    text: poll.name ?? null,
    content: {
      poll: {
        question: poll.name ?? '',
        options: (poll.options ?? []).map(({ optionName }) => optionName ?? ''),
        selectable_count: poll.selectableOptionsCount ?? 0,
      },
      ...(secret && { secret: Buffer.from(secret).toString('base64') }),
    },
  }
}
