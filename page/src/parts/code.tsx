import hljs from 'highlight.js/lib/core';
import sql from 'highlight.js/lib/languages/sql';
import typescript from 'highlight.js/lib/languages/typescript';
import { useMemo, useState } from 'preact/hooks';
import { sanitizedCode } from './markdown.tsx';

hljs.registerLanguage('sql', sql);
hljs.registerLanguage('typescript', typescript);

interface CodeProps {
  readonly text: string;
  readonly language: 'sql' | 'typescript';
  readonly label: string;
}

/** More is shown without colors, which would take longer than anybody waits. */
const MOST_TO_HIGHLIGHT = 100_000;

/** Code with its colors and a button that copies it. */
export function Code({ text, language, label }: CodeProps) {
  const html = useMemo(
    () =>
      text.length > MOST_TO_HIGHLIGHT
        ? undefined
        : sanitizedCode(hljs.highlight(text, { language, ignoreIllegals: true }).value),
    [text, language],
  );
  return (
    <div class="code">
      <CopyButton text={text} />
      <pre tabIndex={0} aria-label={label}>
        {html === undefined ? <code>{text}</code> : <code dangerouslySetInnerHTML={{ __html: html }} />}
      </pre>
    </div>
  );
}

function CopyButton({ text }: { readonly text: string }) {
  const [state, setState] = useState<'Copy' | 'Copied' | 'Press Ctrl-C'>('Copy');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setState('Copied');
    } catch {
      setState('Press Ctrl-C');
    }
    setTimeout(() => setState('Copy'), 1500);
  };
  return (
    <button type="button" class="copy" onClick={copy} aria-live="polite">
      {state}
    </button>
  );
}
