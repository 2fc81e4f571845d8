import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { type Found, findInProject } from '../project/find.ts';
import type { PageProject } from '../project/project.ts';
import { KindMark } from './marks.tsx';

/** Finds tables, columns and tests by name; `/` leads here from anywhere. */
export function Search({ project }: { readonly project: PageProject }) {
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const [isOpen, setOpen] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const found = useMemo(() => findInProject(project, text), [project, text]);
  useSlash(input);
  const go = (to: Found | undefined) => {
    if (to === undefined) return;
    location.hash = to.address;
    setText('');
    setOpen(false);
    input.current?.blur();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) setAt((at + step + found.length) % Math.max(1, found.length));
    else if (event.key === 'Enter') go(found[at]);
    else if (event.key === 'Escape') {
      setText('');
      input.current?.blur();
    } else return;
    event.preventDefault();
  };
  const isShown = isOpen && text.trim() !== '';
  return (
    <search class="search">
      <input
        ref={input}
        type="text"
        role="combobox"
        aria-expanded={isShown}
        aria-controls="found"
        aria-activedescendant={isShown && found[at] ? `found-${at}` : undefined}
        aria-label="Search tables, columns and tests"
        placeholder="Search"
        value={text}
        spellcheck={false}
        autocomplete="off"
        onInput={event => {
          setText(event.currentTarget.value);
          setAt(0);
          setOpen(true);
        }}
        onFocus={() => setOpen(true)}
        // What is clicked in the list must get its click first.
        onBlur={() => setTimeout(() => setOpen(false), 150)}
        onKeyDown={onKeyDown}
      />
      <kbd aria-hidden="true">/</kbd>
      <div id="found" class="found" role="listbox" aria-label="Found" hidden={!isShown}>
        {isShown &&
          found.map((each, index) => (
            <Entry key={each.address} {...{ each, index, at }} onGo={() => go(each)} />
          ))}
        {isShown && found.length === 0 && (
          <p class="soft" role="option" aria-selected={false} aria-disabled={true}>
            Nothing is called so.
          </p>
        )}
      </div>
    </search>
  );
}

interface EntryProps {
  readonly each: Found;
  readonly index: number;
  readonly at: number;
  readonly onGo: () => void;
}

function Entry({ each, index, at, onGo }: EntryProps) {
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (index === at) row.current?.scrollIntoView({ block: 'nearest' });
  }, [index === at]);
  return (
    <div ref={row} id={`found-${index}`} role="option" aria-selected={index === at} onClick={onGo}>
      <KindMark kind={each.kind} />
      <span>
        {each.title}
        <small>{each.detail}</small>
      </span>
    </div>
  );
}

function useSlash(input: { readonly current: HTMLInputElement | null }): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const isTyping =
        event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
      if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, []);
}
