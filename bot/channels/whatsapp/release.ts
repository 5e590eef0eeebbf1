/**
 * Gives the memory of bytes back at once; nobody may use them any more. The collector sees how small
 * the objects are that hold them, not how much lies behind, and would let a whole file pile up.
 */
export function release({ buffer, byteLength }: Uint8Array): void {
  // Small ones may lie in a pool beside others.
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0)
}
