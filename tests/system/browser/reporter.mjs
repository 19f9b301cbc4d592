// One line a test, and at the end the count that scripts/test reads.
export default async function* report(events) {
    let passed = 0;
    let failed = 0;
    for await (const { type, data } of events) {
        if (type === 'test:pass' && data.details?.type !== 'suite' && !data.name.endsWith('.mjs')) {
            passed += 1;
            yield `ok   ${(data.details.duration_ms / 1000).toFixed(1)} s  ${data.name}\n`;
        } else if (type === 'test:fail' && !data.name.endsWith('.mjs')) {
            failed += 1;
            const cause = data.details.error?.cause ?? data.details.error;
            yield `FAIL ${data.name}\n${cause?.stack ?? cause}\n`;
        } else if (type === 'test:fail' && failed === 0) {
            failed += 1;
            yield `FAIL ${data.name}: ${data.details.error?.cause ?? data.details.error}\n`;
        } else if (type === 'test:stdout' || type === 'test:stderr') yield data.message;
    }
    yield `${passed} passed, ${failed} failed\n`;
}
