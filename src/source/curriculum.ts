import type { FrontMatter } from './front-matter.ts';

/** Who wrote a pack. */
export interface Author {
  readonly name: string;
  readonly email?: string;
  readonly url?: string;
}

/**
 * One page of a curriculum, written in one Markdown file.
 *
 * `id` is stable (front matter, else derived from the path without its order numbers) and is shared by all translations;
 * the page's path in a bundle is `pages/<id>.html`. `file` is relative to the source, with `/`. `language` is the language
 * of the text, which differs from the curriculum's where no translation exists and the original stands in for it.
 */
export interface Lesson {
  readonly id: string;
  readonly title: string;
  readonly file: string;
  readonly language: string;
  readonly frontMatter: FrontMatter;
  /** Pages that belong to this lesson (assignments, variants for other devices), in order. */
  readonly parts: readonly Lesson[];
}

/** A run of lessons under one heading. `page` is the unit's own first page (its README or index), if it has one. */
export interface Unit {
  readonly id: string;
  readonly title: string;
  readonly page?: Lesson;
  readonly lessons: readonly Lesson[];
}

/** A source arranged for one language: all that the pages, the manifest and the start page are made from. */
export interface Curriculum {
  readonly id: string;
  /** Semantic version 2.0.0. */
  readonly version: string;
  readonly title: string;
  /** BCP 47: where the title has no translation and is in another language than the curriculum. */
  readonly titleLanguage?: string;
  readonly description?: string;
  /** BCP 47. */
  readonly language: string;
  /** True for the language the source is written in (its bundle carries no variant in its name). */
  readonly original: boolean;
  /** All languages the source has, the original first, then in code-unit order. */
  readonly languages: readonly string[];
  /** SPDX expression. */
  readonly license?: string;
  readonly authors: readonly Author[];
  readonly subjects: readonly string[];
  readonly levels: readonly string[];
  readonly alignments: readonly string[];
  /** The source's own first page (its README or index): shown at the top of the start page. */
  readonly start?: Lesson;
  readonly units: readonly Unit[];
}

/** Every lesson of a curriculum in reading order: unit pages before their lessons, lessons before their parts. The start page is not among them. */
export function* lessonsOf(
  curriculum: Curriculum,
): Generator<{ lesson: Lesson; unit: Unit; parent?: Lesson }> {
  for (const unit of curriculum.units) {
    if (unit.page) yield { lesson: unit.page, unit };
    for (const lesson of unit.lessons) {
      yield { lesson, unit };
      for (const part of lesson.parts) yield { lesson: part, unit, parent: lesson };
    }
  }
}
