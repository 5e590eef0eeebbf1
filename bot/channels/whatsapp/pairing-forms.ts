import type { Phone } from '../../../common/domain/ids.ts'
import { candidatesOf, digitsOf } from '../../../common/domain/phone.ts'

/**
 * The form of a number for which a pairing code is asked. A code for a form that WhatsApp does not
 * know leads nowhere, and nobody tells: so whoever asks again gets one for the next form.
 */
export class PairingForms {
  #last = { phone: '', asked: 0 }

  next(phone: Phone): string {
    const asked = this.#last.phone === phone ? this.#last.asked : 0
    this.#last = { phone, asked: asked + 1 }
    const forms = candidatesOf(phone)
    return forms[asked % forms.length] ?? digitsOf(phone)
  }
}
