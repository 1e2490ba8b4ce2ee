;;; replylint in Emacs: findings by Flymake, the rule's page by Eldoc, `M-x eglot-code-actions'.  -*- lexical-binding: t -*-
;; Eglot is part of Emacs 29; for 26 to 28 install it from GNU ELPA. Put this into your init file, and `M-x eglot' in a draft starts it.

(require 'eglot)

(add-to-list 'eglot-server-programs
             '((markdown-mode gfm-mode text-mode message-mode html-mode mhtml-mode
                js-json-mode json-mode yaml-mode yaml-ts-mode json-ts-mode csv-mode po-mode terraform-mode)
               . ("replylint" "lsp")))

;; To have it in every Markdown file:
;; (add-hook 'markdown-mode-hook #'eglot-ensure)
