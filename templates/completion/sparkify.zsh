#compdef sparkify
# Completion of sparkify for zsh: source <(sparkify completion zsh), after compinit
_sparkify() {
  local -a plain open
  local line value files
  while IFS= read -r line; do
    value="${line%%$'\t'*}"
    if [[ $line == :files ]]; then
      files=yes
    elif [[ $value == *[:.] ]]; then
      open+=("$value")
    else
      plain+=("${value//:/\\:}:${line#*$'\t'}")
    fi
  done < <("${words[1]}" completion suggest -- "${(@Q)words[2,CURRENT]}" 2>/dev/null)
  (( $#open )) && compadd -S '' -- $open
  (( $#plain )) && _describe sparkify plain
  [[ -n $files ]] && _files
  return 0
}
if [[ $funcstack[1] == _sparkify ]]; then _sparkify "$@"; else compdef _sparkify sparkify; fi
