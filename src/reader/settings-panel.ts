import type { ReaderMessages } from '../pack-script.ts';
import { barButton } from './bar.ts';
import { openDialog } from './dialog.ts';
import { button, element } from './element.ts';
import { pack } from './pack.ts';
import { keepLook, lookOf, setLook, type Look } from './settings.ts';

/** Percent of the usual size, by the steps that the style sheet knows. */
const SIZES = { small: 85, '': 100, large: 120, larger: 145, largest: 175 };

/** A button in the bar that opens the settings. */
export function connectSettings(): void {
  const says = pack.messages.tools;
  document.addEventListener('satchel:was-set', () => setLook(lookOf()));
  barButton(says.settings, 'set', () => openDialog(says.settings, panel(says), 'settings'));
}

function panel(says: ReaderMessages['tools']): HTMLElement {
  const all = element('div');
  const fill = (): void => {
    all.textContent = '';
    const look = lookOf();
    const set = (change: Partial<Record<keyof Look, string>>): void =>
      keepLook(present({ ...lookOf(), ...change }));
    const sizes = Object.entries(SIZES).map(([step, percent]) => [step, `${percent}%`] as const);
    const colours = [
      ['', says.asDevice],
      ['light', says.light],
      ['dark', says.dark],
    ] as const;
    const back = button(says.reset, () => {
      keepLook({});
      fill();
      all.querySelector('input')?.focus();
    });
    all.append(
      choices(says.textSize, 'size', sizes, look.size, (size) => set({ size })),
      choices(says.colours, 'colours', colours, look.colours, (name) => set({ colours: name })),
      tick(says.contrast, look.contrast, (on) => set({ contrast: on ? 'more' : '' })),
      tick(says.spacing, look.spacing, (on) => set({ spacing: on ? 'wide' : '' })),
      back,
    );
  };
  fill();
  return all;
}

function present(look: Partial<Record<string, string>>): Look {
  const found: Record<string, string> = {};
  for (const [key, value] of Object.entries(look)) if (value) found[key] = value;
  return found;
}

function choices(
  title: string,
  name: string,
  values: readonly (readonly [value: string, label: string])[],
  chosen: string | undefined,
  choose: (value: string) => void,
): HTMLElement {
  const group = element('fieldset');
  group.append(element('legend', '', title));
  for (const [value, label] of values) {
    const input = labelled(group, 'radio', label);
    input.name = `satchel-${name}`;
    input.checked = value === (chosen || '');
    input.onchange = () => choose(value);
  }
  return group;
}

function tick(label: string, chosen: string | undefined, choose: (on: boolean) => void): HTMLElement {
  const line = element('p');
  const input = labelled(line, 'checkbox', label);
  input.checked = Boolean(chosen);
  input.onchange = () => choose(input.checked);
  return line;
}

function labelled(parent: HTMLElement, type: string, text: string): HTMLInputElement {
  const label = parent.appendChild(element('label'));
  const input = element('input');
  input.type = type;
  label.append(input, element('bdi', '', text));
  return input;
}
