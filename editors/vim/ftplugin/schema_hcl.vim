if exists('b:did_ftplugin')
  finish
endif
let b:did_ftplugin = 1

setlocal commentstring=#\ %s comments=:#,://,s1:/*,mb:*,ex:*/
setlocal expandtab shiftwidth=2 softtabstop=2 smartindent
let b:undo_ftplugin = 'setlocal commentstring< comments< expandtab< shiftwidth< softtabstop< smartindent<'

" `gq` formats with the server's command line, which reads and writes text: :%!mercator fmt -
let &l:formatprg = 'mercator fmt -'
let b:undo_ftplugin .= ' formatprg<'
