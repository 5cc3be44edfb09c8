using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Emit;

namespace WellIntake.Tests.Architecture;

/// <summary>
/// Walks the instructions of a method body (ECMA-335, partition III) as far as who names whom goes: yields each
/// instruction that carries a metadata token, with the token.
/// </summary>
internal static class IlInstructions
{
    private static readonly Dictionary<short, OpCode> ByValue = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    public static IEnumerable<(OperandType Kind, int Token)> Tokens(byte[] il)
    {
        var at = 0;
        while (at < il.Length)
        {
            short value = il[at++];
            if (value == 0xFE)
                value = unchecked((short)(0xFE00 | il[at++]));

            var kind = ByValue[value].OperandType;
            if (kind is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok or OperandType.InlineString)
                yield return (kind, BinaryPrimitives.ReadInt32LittleEndian(il.AsSpan(at)));
            at += OperandSize(kind, il, at);
        }
    }

    private static int OperandSize(OperandType kind, byte[] il, int at) => kind switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BinaryPrimitives.ReadInt32LittleEndian(il.AsSpan(at))),
        _ => 4,
    };
}
