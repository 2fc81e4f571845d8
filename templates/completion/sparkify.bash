# Completion of sparkify for bash: source <(sparkify completion bash)
_sparkify() {
  local line="${COMP_LINE:0:$COMP_POINT}" word="${COMP_WORDS[COMP_CWORD]}" head="" tail="" value="" files=""
  # Bash breaks words at : and = and replaces the last piece only; what stands in quotes it leaves whole.
  if [[ $word != [\'\"]* ]]; then
    word="${line##*[[:space:]]}"
    tail="$word"
    if [[ $COMP_WORDBREAKS == *:* ]]; then tail="${tail##*:}"; fi
    if [[ $COMP_WORDBREAKS == *=* ]]; then tail="${tail##*=}"; fi
    head="${word%"$tail"}"
  fi
  COMPREPLY=()
  while IFS=$'\t' read -r value _; do
    case "$value" in
      :files) files=yes ;;
      ?*) COMPREPLY+=("${value#"$head"}") ;;
    esac
  done < <("$1" completion suggest --line -- "$line" 2>/dev/null)
  if [[ -n $files ]]; then compopt -o default 2>/dev/null; fi
  if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[:.] ]]; then compopt -o nospace 2>/dev/null; fi
  return 0
}
complete -F _sparkify sparkify
