using System.Text;

namespace WellIntake.Modules.Platform.Crm.Import.Rows;

/// <summary>
/// Reads bytes that are no UTF-8 as Windows-1252. A file need not be read twice to find out which it is, and one that
/// was glued together from both comes out right as well.
/// </summary>
internal sealed class StrayByteFallback : DecoderFallback
{
    private static readonly Encoding Western = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    /// <summary>How many bytes were no UTF-8.</summary>
    public long Strays { get; private set; }

    public override int MaxCharCount => 4;

    public override DecoderFallbackBuffer CreateFallbackBuffer() => new Buffer(this);

    private sealed class Buffer(StrayByteFallback owner) : DecoderFallbackBuffer
    {
        private string _text = "";
        private int _next;

        public override int Remaining => _text.Length - _next;

        public override bool Fallback(byte[] bytesUnknown, int index)
        {
            owner.Strays += bytesUnknown.Length;
            _text = Western.GetString(bytesUnknown);
            _next = 0;
            return _text.Length > 0;
        }

        public override char GetNextChar() => _next < _text.Length ? _text[_next++] : '\0';

        public override bool MovePrevious()
        {
            if (_next == 0)
                return false;
            _next--;
            return true;
        }

        public override void Reset()
        {
            _text = "";
            _next = 0;
        }
    }
}
