import { networkInterfaces } from 'node:os';
import qrcode from 'qrcode-generator';
import { expect, test } from 'vitest';
import { qrLines } from '../../src/cli/qr.ts';
import { ownAddresses } from '../../src/serve/addresses.ts';

const ESCAPES = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g');

/** What a camera sees: a module is dark where no block is drawn. */
function seen(lines: readonly string[]): boolean[][] {
  return lines.flatMap((line) => {
    const characters = Array.from(line.replace(ESCAPES, ''));
    return [
      characters.map((one) => one !== '█' && one !== '▀'),
      characters.map((one) => one !== '█' && one !== '▄'),
    ];
  });
}

test.each(['http://192.168.1.7:8000/', 'http://[fd12:3456:789a:1::7]:8000/'])(
  'the code on the terminal has the modules of “%s” and room around them',
  (url) => {
    const code = qrcode(0, 'M');
    code.addData(url);
    code.make();
    const count = code.getModuleCount();
    const rows = seen(qrLines(url, process.stdout));
    for (let row = 0; row < count + 8; row++)
      for (let column = 0; column < count + 8; column++) {
        const inside = row >= 4 && row < count + 4 && column >= 4 && column < count + 4;
        expect(rows[row]?.[column]).toBe(inside && code.isDark(row - 4, column - 4));
      }
  },
);

type Interfaces = ReturnType<typeof networkInterfaces>;
const address = (
  family: 'IPv4' | 'IPv6',
  text: string,
  internal = false,
): NonNullable<Interfaces[string]>[0] =>
  ({ family, address: text, internal, scopeid: 0 }) as NonNullable<Interfaces[string]>[0];

test('the address that phones can reach comes first', () => {
  const interfaces: Interfaces = {
    lo: [address('IPv4', '127.0.0.1', true)],
    docker0: [address('IPv4', '172.17.0.1')],
    eth0: [address('IPv4', '169.254.3.4'), address('IPv6', 'fe80::1'), address('IPv6', 'fd00::2')],
    wlan0: [address('IPv4', '192.168.1.7')],
  };
  expect(ownAddresses(undefined, interfaces)).toEqual([
    '192.168.1.7',
    '169.254.3.4',
    '172.17.0.1',
    '[fd00::2]',
    'localhost',
  ]);
  expect(ownAddresses('0.0.0.0', interfaces)).not.toContain('[fd00::2]');
  expect(ownAddresses('127.0.0.1', interfaces)).toEqual(['127.0.0.1']);
  expect(ownAddresses(undefined, {})).toEqual(['localhost']);
});
