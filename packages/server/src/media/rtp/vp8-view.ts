/**
 * Looks into the payload descriptor of a VP8 packet (RFC 7741 4.2) without copying. One view is
 * used again for every packet. After a `parse` that gave false its fields mean nothing.
 */
export class Vp8View {
  /** This packet has the first byte of a frame. */
  startOfFrame = false;
  /** This packet begins a keyframe; false for the other packets of that frame. */
  keyframe = false;
  /** -1: absent. */
  pictureId = -1;
  pictureIdBits: 0 | 7 | 15 = 0;
  /** Where in the data the picture id is, 0: absent. */
  pictureIdOffset = 0;
  /** -1: absent. */
  tl0PicIdx = -1;
  /** Where in the data TL0PICIDX is, 0: absent. */
  tl0Offset = 0;
  /** 0 also when absent. */
  temporalId = 0;
  /** The frame depends on nothing but temporal layer 0 (the Y bit). */
  layerSync = false;
  /** Of the descriptor, in bytes. */
  headerLength = 0;

  /** False for a truncated descriptor and for one that nothing follows; never throws. */
  parse(data: Buffer, start: number, end: number): boolean {
    if (start < 0 || start >= end || end > data.length) return false;
    this.#clear();
    const first = data[start] ?? 0;
    // What is read behind `end` here does no harm: the descriptor is then found to be too long.
    const payload = (first & 0x80) === 0 ? start + 1 : this.#readExtended(data, start + 1);
    if (payload >= end) return false;
    this.headerLength = payload - start;
    this.startOfFrame = (first & 0x17) === 0x10;
    // The P bit of the payload header (RFC 7741 4.3) is 0 in a keyframe.
    this.keyframe = this.startOfFrame && ((data[payload] ?? 1) & 0x01) === 0;
    return true;
  }

  #clear(): void {
    this.pictureId = -1;
    this.pictureIdBits = 0;
    this.pictureIdOffset = 0;
    this.tl0PicIdx = -1;
    this.tl0Offset = 0;
    this.temporalId = 0;
    this.layerSync = false;
  }

  #readExtended(data: Buffer, flagsAt: number): number {
    const flags = data[flagsAt] ?? 0;
    let at = flagsAt + 1;
    if ((flags & 0x80) !== 0) at = this.#readPictureId(data, at);
    if ((flags & 0x40) !== 0) {
      this.tl0Offset = at;
      this.tl0PicIdx = data[at] ?? 0;
      at += 1;
    }
    if ((flags & 0x30) === 0) return at;
    if ((flags & 0x20) !== 0) this.#readTemporal(data[at] ?? 0);
    return at + 1;
  }

  #readPictureId(data: Buffer, at: number): number {
    const head = data[at] ?? 0;
    this.pictureIdOffset = at;
    this.pictureIdBits = head >= 0x80 ? 15 : 7;
    this.pictureId = head >= 0x80 ? ((head & 0x7f) << 8) | (data[at + 1] ?? 0) : head;
    return at + (head >= 0x80 ? 2 : 1);
  }

  #readTemporal(byte: number): void {
    this.temporalId = byte >> 6;
    this.layerSync = (byte & 0x20) !== 0;
  }
}
