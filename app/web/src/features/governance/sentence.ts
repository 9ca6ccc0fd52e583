/** An error whose message is a sentence for people. */
export class SentenceError extends Error {
    override readonly name = 'SentenceError';
}
