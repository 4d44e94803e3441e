/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.zmqtt.spring.listener;

import java.util.Arrays;
import java.util.concurrent.CompletionException;

import io.zmqtt.MqttMessage;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.handler.invocation.MethodArgumentResolutionException;

/**
 * Logs failures of listeners without the payload.
 */
final class FailureLog {

	private static final Log logger = LogFactory.getLog(MqttListenerContainer.class);

	private FailureLog() {
	}

	static void error(MqttMessage message, ListenerExecutionFailedException failure) {
		Throwable cause = failure.getCause();
		String text = "Listener '" + failure.getListenerId() + "' failed for a message of topic '" + message.topic()
				+ "' after " + failure.getAttempts() + " attempt" + ((failure.getAttempts() == 1) ? "" : "s");
		if (cause == null || mayQuotePayload(cause)) {
			logger.error(text + ": " + describe(cause));
		}
		else {
			logger.error(text, cause);
		}
	}

	static void retry(MqttMessage message, String listenerId, int attempts, long delay, Throwable cause) {
		if (logger.isDebugEnabled()) {
			logger.debug("Listener '" + listenerId + "' failed for a message of topic '" + message.topic()
					+ "', attempt " + attempts + ", tries again in " + delay + " ms: " + describe(cause));
		}
	}

	static void lost(MqttMessage message, String listenerId, Throwable cause) {
		logger.error("The recoverer of listener '" + listenerId + "' failed for a message of topic '" + message.topic()
				+ "', which is lost: " + describe(cause));
	}

	static void policy(MqttMessage message, String listenerId, Throwable cause) {
		logger.error("The retry policy of listener '" + listenerId + "' failed for a message of topic '"
				+ message.topic() + "', which is not tried again: " + describe(cause));
	}

	static void reply(MqttMessage message, String listenerId, Throwable cause) {
		logger.error("Listener '" + listenerId + "' handled a message of topic '" + message.topic()
				+ "', but its reply could not be sent: " + describe(cause));
	}

	static void afterwards(MqttMessage message, String listenerId, Throwable cause) {
		logger.error("An interceptor or observation of listener '" + listenerId + "' failed after a message of topic '"
				+ message.topic() + "'", cause);
	}

	/**
	 * Return whether the text of an exception, of one of its causes or of what it
	 * suppresses may quote the payload.
	 */
	private static boolean mayQuotePayload(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (quotesPayload(cause) || Arrays.stream(cause.getSuppressed()).anyMatch(FailureLog::mayQuotePayload)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Return whether the texts of an exception and of its causes may quote the payload.
	 */
	private static boolean quotesPayload(Throwable failure) {
		return failure instanceof MessageConversionException || failure instanceof MethodArgumentResolutionException;
	}

	private static String describe(@Nullable Throwable failure) {
		StringBuilder text = new StringBuilder();
		boolean quoted = false;
		Throwable outermost = (failure instanceof CompletionException && failure.getCause() != null)
				? failure.getCause() : failure;
		for (Throwable cause = outermost; cause != null; cause = cause.getCause()) {
			// a cause is part of the text of what wraps it
			quoted |= mayQuotePayload(cause);
			text.append(text.isEmpty() ? "" : ", caused by ").append(cause.getClass().getName());
			if (!quoted) {
				text.append(" (").append(cause.getMessage()).append(')');
			}
		}
		return text.toString();
	}

}
