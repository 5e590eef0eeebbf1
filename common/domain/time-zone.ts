/** Where most shops are. Asking Intl makes ICU open its data, 20 ms and 2 MB of every bot's start. */
const USUAL: Readonly<Record<string, string>> = {
  America:
    'Anguilla Antigua Argentina/Buenos_Aires Argentina/Catamarca Argentina/Cordoba Argentina/Jujuy Argentina/La_Rioja Argentina/Mendoza Argentina/Rio_Gallegos Argentina/Salta Argentina/San_Juan Argentina/San_Luis Argentina/Tucuman Argentina/Ushuaia Aruba Asuncion Bahia Bahia_Banderas Barbados Belem Belize Boa_Vista Bogota Buenos_Aires Campo_Grande Cancun Caracas Cayenne Chicago Chihuahua Ciudad_Juarez Costa_Rica Cuiaba Curacao Denver Detroit Dominica El_Salvador Eirunepe Fortaleza Grenada Guadeloupe Guatemala Guayaquil Guyana Havana Hermosillo Jamaica La_Paz Lima Los_Angeles Maceio Managua Manaus Martinique Matamoros Mazatlan Merida Mexico_City Miquelon Monterrey Montevideo Montserrat Nassau New_York Noronha Ojinaga Panama Paramaribo Phoenix Port-au-Prince Port_of_Spain Porto_Velho Puerto_Rico Punta_Arenas Recife Rio_Branco Santarem Santiago Santo_Domingo Sao_Paulo St_Lucia Tegucigalpa Tijuana Toronto Vancouver',
  Europe: 'Lisbon London Madrid Paris Rome Berlin',
}

const usual: ReadonlySet<string> = new Set([
  'UTC',
  ...Object.entries(USUAL).flatMap(([area, places]) =>
    places.split(' ').map((place) => `${area}/${place}`),
  ),
])

/** Whether a text names a time zone of IANA's database, as `America/Mexico_City`. */
export function isTimeZone(name: string): boolean {
  if (usual.has(name)) return true
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/** Those that are known without asking. */
export const usualTimeZones: readonly string[] = [...usual]
