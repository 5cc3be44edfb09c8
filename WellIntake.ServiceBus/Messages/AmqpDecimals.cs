using WellIntake.ServiceBus.Amqp;

namespace Azure.Messaging.ServiceBus;

/// <summary>Decimals between .NET and AMQP's decimal128 (IEEE 754-2008, binary integer encoding: sign, 14 bits of exponent biased by 6176, 113 bits of significand).</summary>
internal static class AmqpDecimals
{
    private const int Bias = 6176;
    private const int SignificandBits = 113;
    private const int Width = 16;
    private const int LargestScale = 28;

    public static AmqpDecimal FromDecimal(decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        var scale = (parts[3] >> 16) & 0xff;
        var significand = (UInt128)(uint)parts[0] | ((UInt128)(uint)parts[1] << 32) | ((UInt128)(uint)parts[2] << 64);
        var sign = parts[3] < 0 ? UInt128.One << 127 : UInt128.Zero;
        return new AmqpDecimal(sign | ((UInt128)(uint)(Bias - scale) << SignificandBits) | significand, Width);
    }

    /// <summary>The number, or null when it is of another width or beyond what <see cref="decimal"/> holds.</summary>
    public static decimal? ToDecimal(AmqpDecimal value)
    {
        var exponent = (int)(uint)((value.Bits >> SignificandBits) & 0x3fff) - Bias;
        var significand = value.Bits & ((UInt128.One << SignificandBits) - 1);
        if (value.Width != Width || exponent is > 0 or < -LargestScale || significand >> 96 != 0)
            return null;
        return new decimal((int)(uint)(significand & uint.MaxValue), (int)(uint)((significand >> 32) & uint.MaxValue), (int)(uint)((significand >> 64) & uint.MaxValue), value.Bits >> 127 != 0, (byte)-exponent);
    }
}
