/// <reference types="vite/client" />

declare module 'virtual:assay-wasm' {
    /** Where the quotes module is; null when it was not built. */
    const url: string | null;
    export default url;
}
