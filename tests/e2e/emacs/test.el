;;; test.el --- Runs inside of Emacs  -*- lexical-binding: t -*-

;;; Code:

;; Emacs 28 has eglot as a package of Debian, which `-Q' hides.
(unless (require 'eglot nil t)
  (require 'package)
  (add-to-list 'package-directory-list "/usr/share/emacs/site-lisp/elpa")
  (package-initialize)
  (require 'eglot))
(require 'cl-lib)
(require 'flymake)
(require 'xref)

(defvar passed 0)
(defvar failed 0)

(defun check (name ok &optional seen)
  "Count OK under NAME; print what was SEEN if it is nil."
  (if ok
      (setq passed (1+ passed))
    (setq failed (1+ failed)))
  (message "%s %s%s" (if ok "ok  " "FAIL") name (if ok "" (format " %S" seen))))

(defun within (seconds condition)
  "Wait up to SECONDS for CONDITION, and what it gave."
  (let ((end (+ (float-time) seconds)) result)
    (while (and (not (setq result (funcall condition))) (< (float-time) end))
      (accept-process-output nil 0.05))
    result))

(defun on-disk (file)
  "The text of FILE in the project."
  (with-temp-buffer
    (insert-file-contents (concat project file))
    (buffer-string)))

(defun go (text)
  "Move behind TEXT, from the start of the buffer."
  (goto-char (point-min))
  (search-forward text))

(defun findings ()
  "Texts of what flymake shows."
  ;; Changes are told when Emacs is idle, which a batch never is.
  (eglot--signal-textDocument/didChange)
  (ignore-errors (flymake-start))
  (mapcar #'flymake-diagnostic-text (flymake-diagnostics)))

(defvar project (file-name-as-directory (getenv "PROJECT")))
(message "Emacs %s" emacs-version)

;; As in the README.
(add-to-list 'load-path (getenv "MODE"))
(require 'mercator)

;; There is nobody to ask, and no idle time in a batch.
(setq eglot-sync-connect 10
      eglot-autoshutdown nil
      eglot-send-changes-idle-time 0
      eglot-confirm-server-initiated-edits nil
      eglot-confirm-server-edits nil
      xref-prompt-for-identifier nil
      make-backup-files nil
      project-find-functions (list (lambda (_) (cons 'transient project))))

(check "file names" (cl-every (lambda (name) (eq (assoc-default name auto-mode-alist #'string-match) 'schema-hcl-mode))
                              '("/a/b.pg.hcl" "/a/b.my.hcl" "/a/atlas.hcl")))
(check "plain files are left alone" (not (eq (assoc-default "/a/b.hcl" auto-mode-alist #'string-match) 'schema-hcl-mode)))

(defvar posts (find-file-noselect (concat project "posts.pg.hcl")))
(switch-to-buffer posts)
(check "mode" (eq major-mode 'schema-hcl-mode) major-mode)

(font-lock-ensure)
(defun face-at (text)
  "The face of the start of TEXT."
  (go text)
  (get-text-property (match-beginning 0) 'face))
(check "colour of a block" (eq (face-at "column") 'font-lock-keyword-face) (face-at "column"))
(check "colour of an attribute" (eq (face-at "null") 'font-lock-variable-name-face) (face-at "null"))
(check "colour of a string" (eq (face-at "\"id\"") 'font-lock-string-face) (face-at "\"id\""))

(apply #'eglot (eglot--guess-contact))
(check "attach" (within 10 #'eglot-managed-p))
(check "finding" (within 10 (lambda () (cl-some (lambda (it) (string-match-p "no schema `publik`" it)) (findings)))) (findings))

;; The fix of that finding.
(go "schema.publi")
(let* ((actions (within 10 (lambda () (append (eglot-code-actions (point)) nil))))
       (fix (cl-find-if (lambda (it) (string-match-p "public" (plist-get it :title))) actions)))
  (check "code action" fix actions)
  (when fix
    (eglot--apply-workspace-edit
     (or (plist-get fix :edit)
         (plist-get (jsonrpc-request (eglot--current-server-or-lose) :codeAction/resolve fix) :edit)))))
(check "finding gone" (within 10 (lambda () (and (string-match-p "schema\\.public\n" (buffer-string)) (null (findings))))) (findings))

(go "schema.pub")
(delete-region (point) (line-end-position))
(let* ((capf (eglot-completion-at-point))
       (names (all-completions "" (nth 2 capf))))
  (check "completion" (cl-some (lambda (it) (string-match-p "public" it)) names) names))
(insert "lic")

(eglot-format-buffer)
(save-buffer)
(check "format and save" (not (string-match-p "type =    int" (on-disk "posts.pg.hcl"))) (on-disk "posts.pg.hcl"))

(go "table.users.column.i")
(let ((hover (jsonrpc-request (eglot--current-server-or-lose) :textDocument/hover (eglot--TextDocumentPositionParams))))
  (check "hover" (string-match-p "users" (format "%S" hover)) hover))
(xref-find-definitions (or (xref-backend-identifier-at-point 'eglot) "LSP identifier at point."))
(check "definition in the other file"
       (and (equal (file-name-nondirectory (buffer-file-name)) "users.pg.hcl")
            (string-match-p "column \"id\"" (buffer-substring (line-beginning-position) (line-end-position))))
       (list (buffer-file-name) (line-number-at-pos)))

;; Rename, in the open file and in the other one.
(goto-char (point-min))
(search-forward "table \"user")
(eglot-rename "people")
(check "rename at the declaration" (string-match-p "^table \"people\" {" (buffer-string)) (buffer-string))
(with-current-buffer posts
  (check "rename in the other file" (string-match-p "\\[table\\.people\\.column\\.id\\]" (buffer-string)) (buffer-string)))

;; A new line is indented as the formatter would.
(with-temp-buffer
  (insert "a {\nb = [\n1\n]\n}\n")
  (schema-hcl-mode)
  (indent-region (point-min) (point-max))
  (check "indentation" (equal (buffer-string) "a {\n  b = [\n    1\n  ]\n}\n") (buffer-string)))

(ignore-errors (eglot-shutdown (with-current-buffer posts (eglot--current-server-or-lose))))
(message "%d passed, %d failed" passed failed)
(kill-emacs (if (= failed 0) 0 1))
;;; test.el ends here
