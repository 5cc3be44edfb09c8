using WellIntake.ServiceBus.Amqp;

namespace WellIntake.Tests.ServiceBus.Amqp;

/// <summary>REL-7: valid frames with damage. Each must read as a frame or be refused by name; never crash, never hang, never take memory that its bytes do not account for.</summary>
internal sealed class FrameFuzz(int seed)
{
    // What a value costs in memory beside its bytes: a byte on the wire may be a slot in a list, a boxed number, an empty map.
    private const int BytesPerByte = 256;
    private const int BytesForAny = 64 * 1024;

    private static readonly byte[] Interesting = [0x00, 0x40, 0x41, 0x43, 0x45, 0x53, 0x7f, 0x80, 0xa0, 0xb0, 0xb1, 0xc0, 0xc1, 0xd0, 0xd1, 0xe0, 0xf0, 0xff];

    private readonly Random _random = new(seed);

    public int Read { get; private set; }

    public int Refused { get; private set; }

    /// <summary>How often each reason was given, without its numbers.</summary>
    public Dictionary<string, int> Reasons { get; } = [];

    public void Run(int frames)
    {
        var valid = Corpus();
        for (var i = 0; i < frames; i++)
        {
            var bytes = Damage(valid[_random.Next(valid.Count)], valid);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                var (performative, payload) = AnyFrame.DecodeFrame(bytes);
                if (performative is AmqpTransfer)
                    AmqpMessage.Decode(payload);
                Read++;
            }
            catch (AmqpDecodeException e)
            {
                Refused++;
                Count(e.What);
            }
            catch (Exception e)
            {
                throw new AssertFailedException($"Frame {i} of seed {seed} ended in {e.GetType().Name}: {Convert.ToHexString(bytes)}", e);
            }

            var cost = GC.GetAllocatedBytesForCurrentThread() - before;
            if (cost > BytesForAny + ((long)bytes.Length * BytesPerByte))
                throw new AssertFailedException($"Frame {i} of seed {seed}, {bytes.Length} bytes, took {cost} bytes of memory: {Convert.ToHexString(bytes)}");
        }
    }

    /// <summary>Valid frames of every kind, some with messages.</summary>
    internal static List<byte[]> Corpus()
    {
        var corpus = new List<byte[]>();
        for (var i = 0; i < 400; i++)
        {
            var random = new RandomAmqp(i);
            var frame = random.Performative();
            corpus.Add(AnyFrame.Encode(frame, frame is AmqpTransfer ? random.Message().ToArray() : []));
        }

        corpus.RemoveAll(frame => frame.Length > 600);
        return corpus;
    }

    internal byte[] Damage(byte[] frame, List<byte[]> others)
    {
        var bytes = (byte[])frame.Clone();
        for (var times = 1 + _random.Next(3); times > 0; times--)
        {
            var at = _random.Next(bytes.Length);
            switch (_random.Next(8))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << _random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)_random.Next(256);
                    break;
                case 2:
                    bytes[at] = Interesting[_random.Next(Interesting.Length)];
                    break;
                case 3:
                    // A length or a count that claims too much.
                    for (var i = at; i < Math.Min(at + 4, bytes.Length); i++)
                        bytes[i] = 0xff;
                    break;
                case 4:
                    bytes = bytes[..(at + 1)];
                    break;
                case 5:
                    // A piece of another frame in the middle of this one.
                    var other = others[_random.Next(others.Count)];
                    var from = _random.Next(other.Length);
                    bytes = [.. bytes[..at], .. other[from..], .. bytes[at..]];
                    break;
                case 6:
                    // A piece of itself once more: nesting, keys twice.
                    var length = _random.Next(Math.Min(64, bytes.Length - at));
                    bytes = [.. bytes[..at], .. bytes[at..(at + length)], .. bytes[at..]];
                    break;
                default:
                    bytes = [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + 1 + _random.Next(4))..]];
                    break;
            }

            if (bytes.Length == 0)
                bytes = [0];
        }

        // Most frames keep a size that fits, or the header would shield what is behind it.
        if (bytes.Length >= 8 && _random.Next(10) != 0)
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes, bytes.Length);
        return bytes;
    }

    private void Count(string reason)
    {
        var key = string.Concat(reason.Where(c => !char.IsDigit(c)));
        Reasons[key] = Reasons.GetValueOrDefault(key) + 1;
    }
}
