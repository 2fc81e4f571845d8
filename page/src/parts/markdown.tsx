import DOMPurify from 'dompurify';
import { Marked } from 'marked';

const escaped = ({ text }: { readonly text: string }) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** HTML in a description stands there as it is written, and of an image what it is called. */
const marked = new Marked({ gfm: true, breaks: false, renderer: { html: escaped, image: escaped } });

/** Whatever comes out of Markdown may load and run nothing: no images, styles, forms, frames, or links but plain ones. */
const purifier = DOMPurify();
const rules = {
  ALLOWED_TAGS: [
    ...[
      'p',
      'br',
      'hr',
      'h1',
      'h2',
      'h3',
      'h4',
      'h5',
      'h6',
      'strong',
      'em',
      'del',
      'code',
      'pre',
      'blockquote',
    ],
    ...['ul', 'ol', 'li', 'a', 'table', 'thead', 'tbody', 'tr', 'th', 'td'],
  ],
  ALLOWED_ATTR: ['href', 'title', 'align', 'start'],
  ALLOWED_URI_REGEXP: /^(?:https?:|mailto:)/i,
};
purifier.addHook('afterSanitizeAttributes', node => {
  if (node.tagName === 'A') {
    node.setAttribute('rel', 'noopener noreferrer nofollow');
    node.setAttribute('target', '_blank');
  }
});

/** A description. */
export function Markdown({ text }: { readonly text: string }) {
  if (text.trim() === '') return null;
  return (
    <div
      class="prose"
      dangerouslySetInnerHTML={{ __html: sanitized(marked.parse(text, { async: false })) }}
    />
  );
}

/** What a highlighter made of code: its own spans, and nothing else. */
export function sanitizedCode(html: string): string {
  return purify(html, { ALLOWED_TAGS: ['span'], ALLOWED_ATTR: ['class'] });
}

function sanitized(html: string): string {
  return purify(html, rules);
}

/** Where the browser enforces trusted types, this is the only way to HTML. */
function purify(html: string, allowed: object): string {
  return purifier.sanitize(html, { ...allowed, RETURN_TRUSTED_TYPE: true }) as unknown as string;
}

/** The words of a description without its marks, for where there is room for one line only. */
export function plainText(text: string): string {
  return text
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/^[#>\s]+|[`*]|(?<!\w)_|_(?!\w)/gm, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
