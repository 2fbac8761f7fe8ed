" Runs inside of Vim. Waits for what should come.
set nocompatible hidden noswapfile

let s:lines = []
let s:passed = 0
let s:failed = 0

function! s:check(name, ok, ...) abort
  if a:ok
    let s:passed += 1
    call add(s:lines, 'ok   ' . a:name)
  else
    let s:failed += 1
    call add(s:lines, 'FAIL ' . a:name . ' ' . string(a:000))
  endif
endfunction

function! s:within(seconds, condition) abort
  for i in range(a:seconds * 20)
    if a:condition()
      return 1
    endif
    sleep 50m
  endfor
  return 0
endfunction

function! s:findings() abort
  return map(copy(ale#engine#GetLoclist(bufnr(''))), 'v:val.text')
endfunction

" As in the README.
execute 'set runtimepath+=' . $PLUGIN
filetype plugin on
syntax on
let g:ale_linters = {'schema_hcl': ['mercator']}
packadd ale

execute 'edit' $PROJECT . '/posts.pg.hcl'
call s:check('file type', &filetype ==# 'schema_hcl', &filetype)
execute 'edit' $PROJECT . '/other.hcl'
call s:check('plain files are left alone', &filetype !=# 'schema_hcl', &filetype)
execute 'edit' $PROJECT . '/posts.pg.hcl'

function! s:colour(line, word) abort
  return synIDattr(synID(a:line, stridx(getline(a:line), a:word) + 1, 1), 'name')
endfunction
call s:check('colour of a block', s:colour(3, 'column') ==# 'schemaHclBlock', s:colour(3, 'column'))
call s:check('colour of an attribute', s:colour(4, 'null') ==# 'schemaHclAttribute', s:colour(4, 'null'))
call s:check('colour of a string', s:colour(3, '"id') ==# 'schemaHclString', s:colour(3, '"id'))

call ale#Queue(0)
call s:check('finding', s:within(10, {-> match(s:findings(), 'no schema `publik`') >= 0}), s:findings())
let s:place = filter(copy(ale#engine#GetLoclist(bufnr(''))), 'v:val.text =~# "publik"')
call s:check('finding at its place', !empty(s:place) && s:place[0].lnum == 2 && s:place[0].col == 12, s:place)

" Completion: the only name that begins so is put in.
set omnifunc=ale#completion#OmniFunc
call setline(2, '  schema = schema.pub')
call cursor(2, 1)
execute "normal! A\<C-x>\<C-o>\<C-y>"
call s:check('completion', getline(2) ==# '  schema = schema.public', getline(2))
call setline(2, '  schema = schema.public')
call ale#Queue(0)
call s:check('finding gone', s:within(10, {-> empty(s:findings())}), s:findings())

" Formatting.
normal! gggqG
call s:check('format', search('type = *int', 'nw') > 0 && search('type =    int', 'nw') == 0, getline(1, '$'))
silent write
call s:check('saved', readfile($PROJECT . '/posts.pg.hcl')[1] ==# '  schema = schema.public')

call cursor(1, 1)
call search('table\.users\.column\.id')
call search('users', '', line('.'))
let g:ale_hover_to_preview = 1
ALEHover
let s:Hover = {-> join(map(filter(range(1, winnr('$')), 'getwinvar(v:val, "&previewwindow")'), 'join(getbufline(winbufnr(v:val), 1, "$"))'))}
call s:check('hover', s:within(10, {-> s:Hover() =~# 'users.pg.hcl'}), s:Hover())
pclose
call cursor(1, 1)
call search('table\.users\.column\.id')
call search('column\.id', '', line('.'))
call search('\.id', '', line('.'))
call cursor(line('.'), col('.') + 1)
ALEGoToDefinition
call s:check('definition in the other file',
\   s:within(10, {-> expand('%:t') ==# 'users.pg.hcl' && getline('.') =~# 'column "id"'}), [expand('%:t'), line('.')])

call writefile(s:lines + [s:passed . ' passed, ' . s:failed . ' failed'], $RESULT)
if s:failed
  cquit
else
  qall!
endif
