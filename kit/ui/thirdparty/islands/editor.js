// What the rich text field needs of Tiptap (MIT) and ProseMirror (MIT), in one file.
export { Editor } from "@tiptap/core";
export { default as StarterKit } from "@tiptap/starter-kit";
export { default as Image } from "@tiptap/extension-image";
export { ListItem } from "@tiptap/extension-list";
