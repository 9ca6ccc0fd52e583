import '@testing-library/jest-dom/vitest';
import 'fake-indexeddb/auto';
import { cleanup } from '@testing-library/react';
import { afterEach } from 'vitest';

afterEach(() => {
    cleanup();
    localStorage.clear();
});

// jsdom has no layout and no modal dialogs; the browser's own are used in the end-to-end tests.
window.matchMedia ??= (media: string) =>
    ({ media, matches: false, addEventListener() {}, removeEventListener() {} }) as unknown as MediaQueryList;
HTMLDialogElement.prototype.showModal ??= function show(this: HTMLDialogElement) {
    this.open = true;
};
HTMLDialogElement.prototype.close ??= function close(this: HTMLDialogElement) {
    this.open = false;
    this.dispatchEvent(new Event('close'));
};
// It hides popovers as browsers do, but has no way to show them.
HTMLElement.prototype.showPopover ??= function show(this: HTMLElement) {
    this.style.display = 'flex';
};
HTMLElement.prototype.hidePopover ??= function hide(this: HTMLElement) {
    this.style.display = '';
};
Element.prototype.scrollTo ??= () => undefined;
