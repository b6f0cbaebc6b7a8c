import type { Key } from '../learner/activity.ts';
import { fillMessage } from '../fill-message.ts';
import { joinParts, splitParts } from '../learner/marking.ts';
import type { ReaderMessages } from '../pack-script.ts';
import { shuffled } from '../learner/shuffle.ts';
import { all, button, element } from './element.ts';

/** What a learner answers a question with; responses are those that are marked (src/learner/marking.ts). */
export interface Field {
  /** Undefined while nothing is answered. */
  read(): string | undefined;
  write(response: string): void;
  lock(locked: boolean): void;
  /** Puts what is shown mixed into the order that belongs to a seed; an empty one stands for the order of the page. */
  mix(seed: string): void;
  /** The first control, for the focus. */
  readonly first: HTMLElement | undefined;
}

type Words = ReaderMessages['activities'];
type Control = HTMLInputElement | HTMLSelectElement | HTMLButtonElement | HTMLTextAreaElement;

export function fieldOf(section: HTMLElement, key: Key, words: Words, say: (text: string) => void): Field {
  switch (key.kind) {
    case 'choice':
      return choices(section, key.multiple, key.fixed);
    case 'order':
      return order(section, words, say, key.fixed);
    case 'match':
      return match(section, words, key.fixed);
    case 'gap':
      return texts(
        all('.gap', section).map((gap, n) => textField(gap, fillMessage(words.gap, { number: n + 1 }))),
      );
    case 'reflect': {
      const area = element('textarea');
      area.rows = 4;
      return texts([place(area, section.querySelector('.lines') as HTMLElement, words.answer)]);
    }
    default: {
      const field = textField(section.querySelector('.line') as HTMLElement, words.answer);
      if (key.kind === 'number' && key.answer >= 0) field.setAttribute('inputmode', 'decimal');
      return texts([field]);
    }
  }
}

function wordsOf({ textContent }: Element): string {
  return (textContent || '').trim().replace(/\s+/g, ' ').slice(0, 80);
}

function lockAll(controls: readonly Control[]): (locked: boolean) => void {
  return (locked) => {
    for (const control of controls) control.disabled = locked;
  };
}

function rearranged(items: readonly HTMLElement[]): void {
  for (const item of items) (item.parentElement as HTMLElement).appendChild(item);
}

function choices(section: HTMLElement, multiple: boolean, fixed?: true): Field {
  const items = all('.choices > li', section);
  const name = `satchel-${section.dataset.activity || ''}`;
  const inputs = items.map((item, n) => {
    item.dataset.n = String(n);
    const input = element('input');
    input.type = multiple ? 'checkbox' : 'radio';
    input.name = name;
    const label = element('label');
    const text = element('span');
    while (item.firstChild) text.appendChild(item.firstChild);
    label.append(input, text);
    item.appendChild(label);
    return input;
  });
  return {
    read: () => {
      const chosen = inputs.map((_, n) => n).filter((n) => (inputs[n] as HTMLInputElement).checked);
      return chosen.length === 0 ? undefined : joinParts(chosen);
    },
    write: (response) => {
      const chosen = splitParts(response);
      inputs.forEach((input, n) => (input.checked = chosen.indexOf(String(n)) >= 0));
    },
    lock: lockAll(inputs),
    mix: (seed) => rearranged(fixed ? items : shuffled(items, seed)),
    get first() {
      return section.querySelector<HTMLElement>('.choices input') || undefined;
    },
  };
}

function textField(before: HTMLElement, label: string): HTMLInputElement {
  const input = element('input');
  input.type = 'text';
  for (const name of ['autocomplete', 'autocapitalize', 'autocorrect']) input.setAttribute(name, 'off');
  input.spellcheck = false;
  return place(input, before, label);
}

/** Puts a control where paper has room to write. */
function place<T extends HTMLInputElement | HTMLTextAreaElement>(
  control: T,
  room: HTMLElement,
  label: string,
): T {
  control.maxLength = 5000;
  control.dir = 'auto';
  control.setAttribute('aria-label', label);
  (room.parentNode as Node).insertBefore(control, room);
  return control;
}

function texts(inputs: readonly (HTMLInputElement | HTMLTextAreaElement)[]): Field {
  return {
    read: () => {
      const values = inputs.map(({ value }) => value.trim());
      return values.some((value) => value !== '') ? joinParts(values) : undefined;
    },
    write: (response) => {
      const values = inputs.length === 1 ? [response] : splitParts(response);
      inputs.forEach((input, n) => (input.value = values[n] || ''));
    },
    lock: lockAll(inputs),
    mix: () => undefined,
    first: inputs[0],
  };
}

function order(section: HTMLElement, words: Words, say: (text: string) => void, fixed?: true): Field {
  const list = section.querySelector('.items') as HTMLElement;
  const page = all('li', list);
  const buttons: HTMLButtonElement[] = [];
  const now = (): HTMLElement[] => Array.from(list.children) as HTMLElement[];
  for (const item of page) {
    const text = wordsOf(item);
    const [up, down] = (['up', 'down'] as const).map((way) => {
      const mover = button(
        way === 'up' ? '↑' : '↓',
        () => {
          const other = way === 'up' ? item.previousElementSibling : item.nextElementSibling;
          if (!other) return;
          list.insertBefore(way === 'up' ? item : other, way === 'up' ? other : item);
          // What is moved loses the focus.
          mover.focus();
          const items = now();
          say(fillMessage(words.place, { item: text, number: items.indexOf(item) + 1, total: items.length }));
        },
        `move ${way}`,
      );
      mover.setAttribute('aria-label', fillMessage(words[way], { item: text }));
      buttons.push(mover);
      return mover;
    }) as [HTMLButtonElement, HTMLButtonElement];
    const controls = element('span', 'moves');
    controls.append(up, down);
    item.appendChild(controls);
  }
  return {
    read: () => joinParts(now().map(({ dataset }) => dataset.n || '')),
    write: (response) => {
      const wanted = splitParts(response);
      const place = ({ dataset }: HTMLElement): number => wanted.indexOf(dataset.n || '');
      rearranged(now().sort((a, b) => place(a) - place(b)));
    },
    lock: lockAll(buttons),
    mix: (seed) => rearranged(seed === '' || fixed ? page : rightLast(page, seed)),
    first: buttons[0],
  };
}

/** Mixed, and not by chance as it should be. */
function rightLast(items: readonly HTMLElement[], seed: string): HTMLElement[] {
  const sorted = items.slice().sort((a, b) => Number(a.dataset.n) - Number(b.dataset.n));
  return shuffled(sorted, seed, true);
}

function match(section: HTMLElement, words: Words, fixed?: true): Field {
  const page = all('.pairs > .right > li', section);
  const list = section.querySelector('.pairs > .right') as HTMLElement;
  // Where sides are words alone, all is said by the choices.
  const isSaid = !list.querySelector('img, math, audio, video');
  if (isSaid) list.classList.add('said');
  const selects = all('.pairs > .left > li', section).map((item) => {
    const select = element('select');
    select.setAttribute('aria-label', wordsOf(item));
    item.appendChild(select);
    return select;
  });
  const offer = (): void => {
    for (const select of selects) {
      const { value } = select;
      select.textContent = '';
      const options = [element('option', '', words.choose)];
      Array.from(list.children).forEach((item, n) => {
        const letter = isSaid ? '' : `${String.fromCharCode(65 + n)}. `;
        const option = element('option', '', letter + wordsOf(item));
        option.value = (item as HTMLElement).dataset.n || '';
        options.push(option);
      });
      (options[0] as HTMLOptionElement).value = '';
      select.append(...options);
      select.value = value;
    }
  };
  offer();
  return {
    read: () => {
      const pairs = selects.map(({ value }, n) => (value === '' ? '' : `${n}[.]${value}`)).filter(Boolean);
      return pairs.length === 0 ? undefined : joinParts(pairs);
    },
    write: (response) => {
      for (const select of selects) select.value = '';
      for (const pair of splitParts(response)) {
        const [left, right = ''] = pair.split('[.]');
        const select = selects[Number(left)];
        if (select) select.value = right;
      }
    },
    lock: lockAll(selects),
    mix: (seed) => {
      rearranged(seed === '' || fixed ? page : shuffled(page, seed));
      offer();
    },
    first: selects[0],
  };
}
