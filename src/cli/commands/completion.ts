import { Argument, type Command } from 'commander';
import type { Cli } from '../cli.ts';
import { completionScript, type Shell, shells } from '../completion-script.ts';
import { act } from './act.ts';
import type { LoadCommand } from './registry.ts';

export function configure(command: Command, cli: Cli, load: LoadCommand): void {
  command.helpCommand(false).usage('<bash|zsh|fish>');
  command.addArgument(new Argument('<shell>', 'the shell to complete in').choices(shells));
  act(
    command,
    [
      ["echo 'source <(sparkify completion bash)' >> ~/.bashrc"],
      ["echo 'source <(sparkify completion zsh)' >> ~/.zshrc", 'below the line with compinit'],
      ['sparkify completion fish > ~/.config/fish/completions/sparkify.fish'],
    ],
    async (_, [shell]) => void cli.stdout.write(await completionScript(shell as Shell)),
    [],
  );
  configureSuggest(command.command('suggest', { hidden: true }), cli, load);
}

/** What the scripts ask. A shell must never be shown an error, so that whatever goes wrong suggests nothing. */
function configureSuggest(command: Command, cli: Cli, load: LoadCommand): void {
  command.argument('[words...]').option('--line', 'the words are one line, as written');
  command.action(async (words: readonly string[], { line = false }: { readonly line?: boolean }) => {
    const [{ suggest }, { splitLine }, { renderSuggestions }, { silently }] = await Promise.all([
      import('../completion/suggest.ts'),
      import('../completion/split-line.ts'),
      import('../completion/suggestions.ts'),
      import('../completion/silently.ts'),
    ]);
    const program = command.parent!.parent!;
    const written = line ? splitLine(words.join(' ')).slice(1) : words;
    const found = await silently(() => suggest(written, program, { load, cwd: cli.cwd }));
    if (found !== undefined) cli.stdout.write(renderSuggestions(found));
  });
}
