// The zeros of the digits that people write with; nine more follow each (Unicode, general category Nd).
const ZEROS = [
  0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0, 0xf20,
  0x1040, 0x17e0, 0x1810,
];

/** A text with the digits of all scripts as 0 to 9. */
export function asciiDigits(text: string): string {
  return text.replace(/[\u0660-\u1819]/g, (sign) => {
    const code = sign.charCodeAt(0);
    for (const zero of ZEROS) if (code >= zero && code < zero + 10) return String(code - zero);
    return sign;
  });
}
