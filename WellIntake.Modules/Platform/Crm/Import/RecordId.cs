using System.Security.Cryptography;
using System.Text;
using WellIntake.Modules.Platform.Crm.Import.Mapping;
using WellIntake.Modules.Platform.Crm.Import.Rows;
using WellIntake.Modules.Platform.Crm.Import.Tables;

namespace WellIntake.Modules.Platform.Crm.Import;

/// <summary>A row's id: the source's own, or a hash of what makes the record the one it is.</summary>
internal static class RecordId
{
    /// <summary>The id.</summary>
    /// <param name="id">The rule.</param>
    /// <param name="row">The row.</param>
    /// <param name="reason">Why there is none; null when there is.</param>
    public static string? Read(PlannedId id, SourceRow row, out string? reason)
    {
        reason = null;
        if (id.Column >= 0)
        {
            var text = row[id.Column]?.Trim() ?? "";
            if (text.Length == 0)
                reason = "the id is empty";
            else if (id.Prefix.Length + text.Length > CrmTable.MaxIdLength)
                reason = $"the id is longer than {CrmTable.MaxIdLength} characters";
            return reason is null ? id.Prefix + text : null;
        }

        var key = new StringBuilder();
        var any = false;
        foreach (var column in id.Hash)
            any |= Append(key, row[column]);
        foreach (var field in id.Keys)
            any |= Append(key, FieldReader.Text(field, row));
        if (!any)
        {
            reason = "the columns that the id is made of are empty";
            return null;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(key.ToString()), hash);
        return id.Prefix + Convert.ToHexStringLower(hash[..12]);
    }

    private static bool Append(StringBuilder key, string? text)
    {
        text = text?.Trim().ToLowerInvariant() ?? "";
        // The unit separator keeps "ab","c" and "a","bc" apart.
        key.Append(text).Append('\u001F');
        return text.Length > 0;
    }
}
