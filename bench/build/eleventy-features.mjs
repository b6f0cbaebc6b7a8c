// Eleventy's configuration for the features that Satchel's pages have.
import highlight from '@11ty/eleventy-plugin-syntaxhighlight';
import katex from '@vscode/markdown-it-katex';
import anchor from 'markdown-it-anchor';
import container from 'markdown-it-container';
import footnote from 'markdown-it-footnote';

const BOXES =
  'challenge solution callout objectives questions keypoints spoiler prereq note tip warning'.split(' ');

export default function (config) {
  config.addPlugin(highlight);
  config.amendLibrary('md', (markdown) => {
    markdown
      .use(anchor)
      .use(footnote)
      .use(katex.default ?? katex, { output: 'mathml', throwOnError: false });
    for (const box of BOXES) markdown.use(container, box);
  });
}
