" The language server for ALE.

call ale#Set('schema_hcl_mercator_executable', 'mercator')
call ale#Set('schema_hcl_mercator_config', {})

" The folder of the nearest atlas.hcl, else of the repository, else of the file.
function! s:root(buffer) abort
  let l:file = ale#path#FindNearestFile(a:buffer, 'atlas.hcl')
  if !empty(l:file)
    return fnamemodify(l:file, ':h')
  endif
  let l:git = ale#path#FindNearestDirectory(a:buffer, '.git')
  return empty(l:git) ? fnamemodify(bufname(a:buffer), ':p:h') : fnamemodify(l:git, ':h:h')
endfunction

call ale#linter#Define('schema_hcl', {
\   'name': 'mercator',
\   'lsp': 'stdio',
\   'executable': {buffer -> ale#Var(buffer, 'schema_hcl_mercator_executable')},
\   'command': '%e lsp --stdio',
\   'language': 'hcl',
\   'lsp_config': {buffer -> ale#Var(buffer, 'schema_hcl_mercator_config')},
\   'project_root': function('s:root'),
\})
