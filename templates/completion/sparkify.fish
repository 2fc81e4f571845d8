# Completion of sparkify for fish: sparkify completion fish | source
function __sparkify_suggest
  set -l words (commandline -opc)
  set -l program $words[1]
  set -e words[1]
  set -l current (commandline -ct)
  for line in ($program completion suggest -- $words "$current" 2>/dev/null)
    if test "$line" = ':files'
      __fish_complete_path "$current"
    else
      echo $line
    end
  end
end
complete -c sparkify -f -a '(__sparkify_suggest)'
