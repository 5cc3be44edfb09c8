using System.Text;

namespace WellIntake.Modules.Platform.Crm.Import.Rows;

/// <summary>
/// The characters of a file whose encoding is found out: by its byte order mark, by the zeros of UTF-16, else UTF-8 with
/// Windows-1252 for what is none.
/// </summary>
internal sealed class TextSource(Stream stream)
{
    private const int BufferSize = 64 * 1024;
    private readonly byte[] _bytes = new byte[BufferSize];
    private readonly char[] _chars = new char[2 * BufferSize];
    private readonly StrayByteFallback _strays = new();
    private Decoder? _decoder;
    private int _start;
    private int _end;
    private bool _ended;
    private bool _atStart = true;

    /// <summary>Name of the encoding; null before the first fill.</summary>
    public string? EncodingName { get; private set; }

    /// <summary>Bytes read so far.</summary>
    public long BytesRead { get; private set; }

    /// <summary>Bytes that were no UTF-8 and were read as Windows-1252.</summary>
    public long StrayBytes => _strays.Strays;

    /// <summary>Characters at hand.</summary>
    public ReadOnlySpan<char> Available => _chars.AsSpan(_start, _end - _start);

    /// <summary>Takes <paramref name="count"/> of <see cref="Available"/>.</summary>
    public void Advance(int count) => _start += count;

    /// <summary>Brings more. False when there is none, or when no more fits before some is taken.</summary>
    public async ValueTask<bool> FillAsync(CancellationToken ct)
    {
        if (_start > 0)
        {
            _chars.AsSpan(_start, _end - _start).CopyTo(_chars);
            (_start, _end) = (0, _end - _start);
        }

        while (!_ended && _chars.Length - _end > BufferSize)
        {
            var read = _atStart
                ? await stream.ReadAtLeastAsync(_bytes, 4096, throwOnEndOfStream: false, ct)
                : await stream.ReadAsync(_bytes, ct);
            BytesRead += read;
            _ended = read == 0;
            var skip = 0;
            if (_atStart)
            {
                skip = Detect(_bytes.AsSpan(0, read));
                _atStart = false;
            }

            var written = _decoder!.GetChars(_bytes.AsSpan(skip, read - skip), _chars.AsSpan(_end), flush: _ended);
            _end += written;
            if (written > 0)
                return true;
        }

        return false;
    }

    private int Detect(ReadOnlySpan<byte> head)
    {
        var (encoding, name, skip) = head switch
        {
            [0xEF, 0xBB, 0xBF, ..] => (Utf8(), "UTF-8", 3),
            [0xFF, 0xFE, 0, 0, ..] => (new UTF32Encoding(bigEndian: false, byteOrderMark: false), "UTF-32", 4),
            [0xFF, 0xFE, ..] => (Encoding.Unicode, "UTF-16", 2),
            [0xFE, 0xFF, ..] => (Encoding.BigEndianUnicode, "UTF-16", 2),
            _ => Zeros(head) switch
            {
                (true, _) => (Encoding.Unicode, "UTF-16", 0),
                (_, true) => (Encoding.BigEndianUnicode, "UTF-16", 0),
                _ => (Utf8(), "UTF-8", 0),
            },
        };
        _decoder = encoding.GetDecoder();
        EncodingName = name;
        return skip;
    }

    private Encoding Utf8()
    {
        var encoding = (Encoding)new UTF8Encoding(encoderShouldEmitUTF8Identifier: false).Clone();
        encoding.DecoderFallback = _strays;
        return encoding;
    }

    /// <summary>Western text in UTF-16 has a zero in nearly every second byte, always on the same side.</summary>
    private static (bool Little, bool Big) Zeros(ReadOnlySpan<byte> head)
    {
        var pairs = Math.Min(head.Length / 2, 1000);
        if (pairs < 2)
            return default;
        int even = 0, odd = 0;
        for (var i = 0; i < pairs; i++)
        {
            even += head[2 * i] == 0 ? 1 : 0;
            odd += head[(2 * i) + 1] == 0 ? 1 : 0;
        }

        return (odd > pairs * 0.7 && even < pairs * 0.1, even > pairs * 0.7 && odd < pairs * 0.1);
    }
}
