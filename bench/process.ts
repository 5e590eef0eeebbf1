type Headers = Readonly<Record<string, string>>

/** Posts JSON the same way to everybody, so that no side pays for the asker's own work. */
export async function post(url: string, body: object, headers: Headers = {}): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`POST ${url} was answered ${response.status}: ${text}`)
}

/** Posts bytes the same way to everybody. */
export async function postBytes(url: string, bytes: Buffer, headers: Headers): Promise<unknown> {
  const body = new Uint8Array(bytes)
  const response = await fetch(url, { method: 'POST', headers, body })
  if (!response.ok) throw new Error(`POST ${url} was answered ${response.status}`)
  return response.json()
}

export async function get(url: string): Promise<unknown> {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`GET ${url} was answered ${response.status}`)
  return response.json()
}
