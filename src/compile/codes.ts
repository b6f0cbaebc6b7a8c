import type { Wording } from '../diagnostic.ts';

/** Codes of the compile layer. Data only: this file imports nothing but the type. */
export const compileCodes = {
  'markdown-too-long': {
    severity: 'error',
    message:
      'the file has {size} characters of text, more than the {limit} a page can hold; the rest is left out',
    hint: 'divide the file into several lessons',
  },
  'markdown-too-deep': {
    severity: 'error',
    message:
      'lists, quotes or brackets are nested more than {limit} deep here; what lies deeper is shown as plain text',
    hint: 'remove the surplus markers; often a line of dashes or stars was meant as a divider',
  },
  'markdown-too-complex': {
    severity: 'error',
    message: 'the page is made of more pieces than can be shown as a page; its source is shown as it is',
    hint: 'divide the file into several lessons, or offer it as a file to download',
  },
  'table-too-large': {
    severity: 'error',
    message:
      'the tables of this page have more than {limit} cells; from here on they are shown as plain text',
    hint: 'divide the table, or offer it as a file to download',
  },
  'front-matter-unclosed': {
    severity: 'error',
    message: 'the front matter that begins here is never closed; its lines are left out and say nothing',
    hint: 'add a line “{fence}” after its last line',
  },
  'page-empty': {
    severity: 'warning',
    message: 'the page has no text: learners find an empty lesson',
    hint: 'write it, or put “draft: true” into its front matter until it is written',
  },
  'markdown-template-tag': {
    severity: 'warning',
    message: 'the template tag “{tag}” belongs to another site generator and was left out',
    hint: 'write what the tag would insert as plain Markdown',
  },
  'directive-unclosed': {
    severity: 'warning',
    message: 'the block “{name}” that opens here is never closed; it ends where the text around it ends',
    hint: 'add a line with “:::” after its last line',
  },
  'directive-unopened': {
    severity: 'warning',
    message: 'this line closes a block, but none is open here',
    hint: 'remove the line, or add the opening line that is missing, such as “::: callout”',
  },
  'directive-unknown': {
    severity: 'warning',
    message: '“{name}” is no kind of block that Satchel knows; its content is shown without a frame',
    hint: 'use one of the known kinds, such as note, tip, warning, challenge or solution',
  },
  'role-unknown': {
    severity: 'warning',
    message: '“{name}” in braces before code belongs to another system and was left out; the code is shown',
    hint: 'write what it stands for in Markdown',
  },
  'question-prompt-missing': {
    severity: 'warning',
    message: 'the question “{name}” asks nothing: it has no text before its answers',
    hint: 'write what is asked as the first paragraph, below the line with “:::”',
  },
  'question-attribute-unknown': {
    severity: 'warning',
    message: '“{key}” is nothing that a question of the kind “{name}” knows, and is passed over',
    hint: 'it knows: {known}',
  },
  'question-attribute-value': {
    severity: 'error',
    message: '“{value}” cannot be “{key}” of a question; it is passed over',
    hint: 'write {expected}',
  },
  'question-attributes-unread': {
    severity: 'error',
    message: 'what the question has in braces cannot be read: “{text}”; it is shown without a way to answer',
    hint: 'write each as name=value, with quotes around values that have spaces, as in {answer="the Nile" attempts=2}',
  },
  'question-id-twice': {
    severity: 'error',
    message: 'the id “{id}” belongs to another question of this lesson already; here it is changed',
    hint: 'give each question of a lesson an id of its own: what learners have answered is kept under it',
  },
  'question-nested': {
    severity: 'error',
    message: 'a question stands within another question; it is shown as plain text',
    hint: 'close the outer question with “:::” before the next begins; only a “:::quiz” without answers of its own can hold questions',
  },
  'question-item-twice': {
    severity: 'error',
    message:
      '“{text}” stands twice in this question, so that nobody can tell which is meant; it is shown without a way to answer',
    hint: 'remove one of the two, or word it differently',
  },
  'quiz-answers-missing': {
    severity: 'error',
    message: 'the quiz has no two answers with text to choose from; it is shown without a way to answer',
    hint: 'write each answer as a line “- [ ] text” and each right one as “- [x] text”; what is told about an answer stands below it with two spaces in front, “  > so”',
  },
  'quiz-right-missing': {
    severity: 'error',
    message: 'no answer of the quiz is marked as right; it is shown without a way to answer',
    hint: 'put an “x” between the brackets of each right answer: “- [x] text”',
  },
  'quiz-box-unknown': {
    severity: 'error',
    message:
      '“{box}” before an answer of the quiz says neither that it is right nor that it is not; the quiz is shown without a way to answer',
    hint: 'write “[x]” before a right answer and “[ ]” before one that is not; if the brackets are words of the answer, write “[ ] {box} …”',
  },
  'number-answer-invalid': {
    severity: 'error',
    message:
      'the answer “{answer}” is not a number, or could be two; the question is shown without a way to answer',
    hint: 'write the number without its unit and without signs between thousands, as in {answer=12.5 unit=m}; 1,234 could mean 1.234 as well as 1234',
  },
  'question-answer-missing': {
    severity: 'error',
    message: 'the question has no answer that would be right; it is shown without a way to answer',
    hint: 'write it in braces: {answer=12.5} for a number, {answer="Nile|the Nile"} for the accepted forms of a text, which can also be a list below the question',
  },
  'order-items-missing': {
    severity: 'error',
    message: 'there are no two things here to put in order; the question is shown without a way to answer',
    hint: 'write them as a numbered list in the right order; learners see them mixed',
  },
  'match-pairs-missing': {
    severity: 'error',
    message: 'there are no two pairs here to match; the question is shown without a way to answer',
    hint: 'write a list with lines such as “- Kenya = Nairobi”, or a table with two columns below its head',
  },
  'match-row-odd': {
    severity: 'error',
    message:
      'this is not a pair: each needs exactly two sides; the question is shown without a way to answer',
    hint: 'write it as “- Kenya = Nairobi”, with spaces around the “=”, or as a row of two cells that are not empty',
  },
  'gap-missing': {
    severity: 'error',
    message: 'the text has no gap; it is shown without a way to answer',
    hint: 'put the words that learners are to fill in into double brackets, as in “Ice is frozen [[water]]”; other right forms follow after “|”',
  },
  'gap-empty': {
    severity: 'error',
    message: 'the gap “{gap}” has no answer, or an empty one; the text is shown without a way to answer',
    hint: 'write the right words between the brackets, as in “[[water|H2O]]”',
  },
  'heading-order': {
    severity: 'warning',
    message: 'a heading of level {depth} follows one of level {previous}: levels between are skipped',
    hint: 'use level {expected}, so that screen readers and the table of contents show the true structure',
  },
  'heading-empty': {
    severity: 'warning',
    message: 'the heading has no text',
    hint: 'write the heading, or remove its marker',
  },
  'picture-alt-missing': {
    severity: 'warning',
    message: 'the picture “{url}” has no alternative text for those who cannot see it',
    hint: 'describe it between the brackets, ![like this]({url}); for mere decoration write <img alt="" src="{url}">',
  },
  'math-invalid': {
    severity: 'warning',
    message: 'the formula cannot be read ({reason}); it is shown as its source',
    hint: 'correct the TeX; a “$” that means money is written “\\$”',
  },
  'html-removed': {
    severity: 'warning',
    message: 'the HTML element <{element}> cannot stand in an offline page and was left out',
    hint: 'say it in Markdown, or remove the element',
  },
  'link-scheme': {
    severity: 'warning',
    message:
      'the address “{url}” starts with “{scheme}:”, which an offline page cannot use; only its text is shown',
    hint: 'link to a file of the curriculum, or to an address with https',
  },
  'link-spaces': {
    severity: 'info',
    message:
      'the address “{url}” has spaces, with which most tools take it for text; here it is read as a link',
    hint: 'write %20 for each space, or put the address between “<” and “>”',
  },
  'link-unread': {
    severity: 'warning',
    message: '“{text}” looks like a link, but is shown as it stands: it has no address, or none that ends',
    hint: 'write [text](file.md), or give what stands in brackets a definition; put a “\\” before brackets that are text',
  },
  'online-only': {
    severity: 'warning',
    message: 'the {element} “{url}” is only reachable online; the page shows a link in its place',
    hint: 'put a copy of it beside the lesson and refer to that file',
  },
  'link-missing': {
    severity: 'error',
    message: 'the link to “{target}” leads nowhere: there is no such file in the source',
    hint: 'correct the path, or take the link out; until then its text is shown without a link',
  },
  'link-case': {
    severity: 'warning',
    message: 'the link to “{target}” differs in upper and lower case from the file “{actual}”',
    hint: 'write the name as the file has it: on most phones and web servers the link would lead nowhere',
  },
  'link-elsewhere': {
    severity: 'info',
    message: '“{target}” is not where the link says; the only file of that name, “{actual}”, was taken',
    hint: 'write the path from the page to that file, so that other tools find it too',
  },
  'picture-untranslated': {
    severity: 'warning',
    message: '“{target}” is not in the source; the picture that it was translated from, “{actual}”, is shown',
    hint: 'add the translated picture, or let the page show the original',
  },
  'link-outside': {
    severity: 'error',
    message: '“{target}” leads out of the source folder',
    hint: 'move the file into the source; a bundle holds nothing from elsewhere',
  },
  'anchor-missing': {
    severity: 'warning',
    message: 'the link to “{target}” leads to a page that has no part named “{anchor}”',
    hint: 'use the name of a heading in that page; until then the link leads to the top of the page',
  },
  'term-unknown': {
    severity: 'warning',
    message: 'no page explains the word “{word}”',
    hint: 'write it in a list of words, on a page of its own or in any other: “{word}” on one line, and below it “: ” and what it means; if the list has another form of the word, say so: :term[{word}]{of="…"}',
  },
  'asset-missing': {
    severity: 'error',
    message: 'the file “{target}” is not in the source',
    hint: 'correct the path or add the file; until then its description is shown in its place',
  },
  'asset-unplayable': {
    severity: 'warning',
    message: 'no browser can play “{path}”; the page offers it as a download in the player’s place',
    hint: 'convert it to MP4 (H.264 and AAC) or, if it is sound alone, to MP3',
  },
  'captions-language': {
    severity: 'info',
    message:
      '“{language}” is no language tag, so the language of the captions “{path}” is not known; {consequence}',
    hint: 'write the tag of their language, such as “en” or “pt-BR”, into the name, as in talk.en.vtt, or as srclang="en"',
  },
  'captions-missing': {
    severity: 'warning',
    message: 'what is said in “{path}” can only be heard: it has neither captions nor a transcript',
    hint: 'put captions beside it under the same name (.srt, .vtt, .ass or .ttml), or what is said as plain text (.txt), for all who cannot hear it or have no loudspeaker',
  },
  'download-active': {
    severity: 'warning',
    message: '“{path}” can run programs when it is opened in a browser, so it is carried as plain text',
    hint: 'nothing needs to be done if learners only read it; put the name into a ZIP file to carry it unchanged',
  },
  'download-too-large': {
    severity: 'error',
    message: '“{path}” is {size} bytes, more than one file in a bundle may have (2 GiB − 1)',
    hint: 'split the file, or take the link out',
  },
} as const satisfies Record<string, Wording>;
