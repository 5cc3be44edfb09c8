using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Features;

namespace WellIntake.Host.Chat;

/// <summary>Reads a form of the page: of limited size, and only with the page's antiforgery token.</summary>
internal static class PageForm
{
    private const int MaxBytes = 262_144;

    /// <summary>The form, or what to refuse it with.</summary>
    public static async Task<(IFormCollection? Form, int Refused)> ReadAsync(HttpContext context, IAntiforgery antiforgery)
    {
        var request = context.Request;
        if (request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) != true)
            return (null, StatusCodes.Status415UnsupportedMediaType);
        if (request.ContentLength is null or > MaxBytes)
            return (null, StatusCodes.Status413PayloadTooLarge);
        try
        {
            var form = await request.ReadFormAsync(new FormOptions { ValueCountLimit = 256, ValueLengthLimit = 65_536, KeyLengthLimit = 512 }, context.RequestAborted);
            return await antiforgery.IsRequestValidAsync(context) ? (form, 0) : (null, StatusCodes.Status400BadRequest);
        }
        catch (InvalidDataException)
        {
            return (null, StatusCodes.Status413PayloadTooLarge);
        }
    }
}
