import qrcode from 'qrcode-terminal'

/** Draws a pairing QR code on standard output, for whoever reads the bot's log in a terminal. */
export function drawQr(text: string): void {
  qrcode.generate(text, { small: true }, (drawing) => {
    process.stdout.write(`${drawing}\nScan it with WhatsApp: Settings, Linked devices.\n`)
  })
}
