" Vim compiler file: checks replies that turn a customer down.
if exists('current_compiler')
  finish
endif
let current_compiler = 'replylint'

if exists(':CompilerSet') != 2
  command -nargs=* CompilerSet setlocal <args>
endif

" One line a finding: path:line:column: CODE message. What could not be judged has the same form, or none at all; the rest is left out.
CompilerSet makeprg=replylint\ check\ --format\ unix
CompilerSet errorformat=%f:%l:%v:\ %m,%f:\ %m,%-G%.%#
