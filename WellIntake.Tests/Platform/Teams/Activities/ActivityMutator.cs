using System.Text;

namespace WellIntake.Tests.Platform.Teams.Activities;

/// <summary>Breaks an activity: bytes, structure, or what stands for a value.</summary>
internal sealed class ActivityMutator(Random random)
{
    private static readonly byte[][] Values =
        [.. new[] { "null", "true", "-1", "1e999", "\"\"", "[]", "{}", "[[[[]]]]", "\"\\ud800\"", "\"\\u0000\"", "{\"id\":{}}", "\"2026-99-99T99:99:99Z\"" }.Select(Encoding.UTF8.GetBytes)];

    public byte[] Next(byte[] original)
    {
        var body = original.ToList();
        for (var n = random.Next(1, 4); n > 0 && body.Count > 2; n--)
            Mutate(body);
        return [.. body];
    }

    private void Mutate(List<byte> body)
    {
        var at = random.Next(body.Count);
        switch (random.Next(8))
        {
            case 0:
                body[at] = (byte)random.Next(256);
                break;
            case 1:
                body.RemoveRange(at, Math.Min(random.Next(1, 40), body.Count - at));
                break;
            case 2:
                body.InsertRange(at, body.GetRange(at, Math.Min(random.Next(1, 200), body.Count - at)));
                break;
            case 3:
                body.RemoveRange(at, body.Count - at);
                break;
            case 4:
                body.Insert(at, (byte)"{}[]\",:\\<&"[random.Next(10)]);
                break;
            default:
                ReplaceValue(body, at);
                break;
        }
    }

    /// <summary>The string after the next colon becomes another value, so that what is left is still JSON.</summary>
    private void ReplaceValue(List<byte> body, int from)
    {
        var colon = body.IndexOf((byte)':', from);
        var open = colon < 0 ? -1 : body.IndexOf((byte)'"', colon);
        var close = open < 0 ? -1 : body.IndexOf((byte)'"', open + 1);
        if (close < 0)
            return;
        body.RemoveRange(open, close - open + 1);
        body.InsertRange(open, Values[random.Next(Values.Length)]);
    }
}
