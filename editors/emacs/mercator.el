;;; mercator.el --- Schema HCL with the Mercator language server -*- lexical-binding: t -*-

;; Version: 0.1.0
;; Package-Requires: ((emacs "28.1") (eglot "1.9"))
;; Keywords: languages, tools
;; SPDX-License-Identifier: MIT OR Apache-2.0

;;; Commentary:

;; A major mode for schema HCL, the language in which databases are described for Atlas, and its entry in eglot.
;; Plain *.hcl files keep the mode that they have; `M-x schema-hcl-mode' makes one a schema file.

;;; Code:

(require 'prog-mode)

(defgroup mercator nil
  "Schema HCL."
  :group 'languages)

(defcustom mercator-command '("mercator" "lsp" "--stdio")
  "The program of the language server and its arguments."
  :type '(repeat string))

(defcustom mercator-indent-offset 2
  "How far what stands in brackets is indented."
  :type 'integer
  :safe #'integerp)

(defvar schema-hcl-mode-syntax-table
  (let ((table (make-syntax-table)))
    (modify-syntax-entry ?# "< b" table)
    (modify-syntax-entry ?/ ". 124" table)
    (modify-syntax-entry ?* ". 23b" table)
    (modify-syntax-entry ?\n "> b" table)
    (modify-syntax-entry ?\" "\"" table)
    (modify-syntax-entry ?_ "_" table)
    (modify-syntax-entry ?- "_" table)
    table)
  "Words, strings, comments and brackets of HCL.")

(defconst mercator--name "[[:alpha:]_][[:alnum:]_-]*")

(defvar schema-hcl-font-lock-keywords
  `(;; The header of a block.
    (,(concat "^[ \t]*\\(" mercator--name "\\)\\(?:[ \t]+\\(?:\"[^\"\n]*\"\\|" mercator--name "\\)\\)*[ \t]*{")
     1 font-lock-keyword-face)
    ;; The name of an attribute, also in an object.
    (,(concat "\\_<\\(" mercator--name "\\)[ \t]*=\\(?:[^=>]\\|$\\)") 1 font-lock-variable-name-face)
    (,(concat "\\_<\\(" mercator--name "\\)(") 1 font-lock-function-name-face)
    ("\\_<\\(?:true\\|false\\|null\\)\\_>" . font-lock-constant-face)
    ("<<-?[[:alpha:]_][[:alnum:]_-]*" . font-lock-preprocessor-face)
    ("[$%]{[^}\n]*}" 0 font-lock-variable-name-face prepend))
  "Colours of `schema-hcl-mode'.")

(defun schema-hcl-indent-line ()
  "Indent the line by the brackets that are open before it."
  (interactive)
  (let* ((column (save-excursion
                   (back-to-indentation)
                   (let ((depth (car (syntax-ppss))))
                     (when (looking-at-p "[])}]")
                       (setq depth (1- depth)))
                     (* (max depth 0) mercator-indent-offset))))
         (behind (- (current-column) (current-indentation))))
    (indent-line-to column)
    (when (> behind 0)
      (forward-char behind))))

;;;###autoload
(define-derived-mode schema-hcl-mode prog-mode "SchemaHCL"
  "Major mode for schema HCL."
  (setq-local comment-start "# "
              comment-start-skip "\\(?:#+\\|//+\\|/\\*+\\)[ \t]*"
              comment-end ""
              indent-tabs-mode nil
              indent-line-function #'schema-hcl-indent-line
              font-lock-defaults '(schema-hcl-font-lock-keywords)))

;;;###autoload
(add-to-list 'auto-mode-alist
             (cons "\\(?:/atlas\\|\\.\\(?:pg\\|my\\|ma\\|lt\\|ms\\|ch\\|rs\\|test\\|plan\\|rule\\|script\\)\\)\\.hcl\\'"
                   'schema-hcl-mode))

;; The server takes the dialect from the project and the name of the file.
(put 'schema-hcl-mode 'eglot-language-id "hcl")

(defvar eglot-server-programs)

;;;###autoload
(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs
               (cons 'schema-hcl-mode (lambda (&rest _) mercator-command))))

(provide 'mercator)
;;; mercator.el ends here
