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

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;

import io.zmqtt.MqttMessage;
import io.zmqtt.MqttUnsupportedException;
import io.zmqtt.MqttVersion;
import io.zmqtt.PublishProperties;
import io.zmqtt.QoS;
import io.zmqtt.UserProperty;
import io.zmqtt.spring.core.MqttOperations;
import io.zmqtt.spring.support.MqttHeaders;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.MessageDeliveryException;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.util.Assert;

/**
 * Publishes messages for which a listener has failed to another topic, and waits until
 * the broker has them. On MQTT 5 the message is as it was, with its properties except the
 * message expiry interval, and user properties whose names are here say what happened. In
 * these a space stands for each control character and line break, for brokers may refuse
 * them (MQTT 5.0, section 1.5.4). On MQTT 3.1.1, which has no properties, the message is
 * within a {@link DeadLetter}, which is converted as any object is, to JSON by default.
 * <p>
 * The QoS is that of the message, but at least 1. The message is not retained. The stack
 * trace, and if need be the text of the exception, are left out where the packet would be
 * larger than the broker takes.
 */
public final class DeadLetterPublishingRecoverer implements MqttMessageRecoverer {

	/**
	 * The user property with the topic of the message.
	 */
	public static final String TOPIC = "dead-letter-topic";

	/**
	 * The user property with the id of the listener.
	 */
	public static final String LISTENER = "dead-letter-listener";

	/**
	 * The user property with the number of attempts.
	 */
	public static final String ATTEMPTS = "dead-letter-attempts";

	/**
	 * The user property that says whether the message was retained.
	 */
	public static final String RETAINED = "dead-letter-retained";

	/**
	 * The user property with the time of the failure (ISO 8601, UTC).
	 */
	public static final String TIMESTAMP = "dead-letter-timestamp";

	/**
	 * The user property with the class name of the exception.
	 */
	public static final String EXCEPTION = "dead-letter-exception";

	/**
	 * The user property with the text of the exception.
	 */
	public static final String EXCEPTION_MESSAGE = "dead-letter-exception-message";

	/**
	 * The user property with the stack trace.
	 */
	public static final String STACK_TRACE = "dead-letter-stack-trace";

	/**
	 * The topic where none is given: that of the message after {@code dead-letter/}.
	 */
	public static final String DEFAULT_TOPIC = "dead-letter/{topic}";

	private static final String TOPIC_VARIABLE = "{topic}";

	private static final String LISTENER_VARIABLE = "{listener}";

	private static final Pattern LINE_BREAK = Pattern.compile("\\R\\s*");

	private static final int LONGEST_TEXT = 8192;

	private static final Log logger = LogFactory.getLog(DeadLetterPublishingRecoverer.class);

	private final Function<ListenerExecutionFailedException, MqttOperations> templates;

	private final BiFunction<MqttMessage, ListenerExecutionFailedException, @Nullable String> topic;

	private final Map<String, LongAdder> published = new ConcurrentHashMap<>();

	private boolean stackTrace = true;

	/**
	 * Create a recoverer that publishes to {@value #DEFAULT_TOPIC}.
	 * @param template publishes
	 */
	public DeadLetterPublishingRecoverer(MqttOperations template) {
		this(template, DEFAULT_TOPIC);
	}

	/**
	 * Create a recoverer.
	 * @param template publishes
	 * @param topic the topic, in which <code>{topic}</code> stands for the topic of the
	 * message and <code>{listener}</code> for the id of the listener, with {@code -} for
	 * {@code #} and {@code +}. A message whose topic begins as this one does before
	 * <code>{topic}</code>, and ends as it does afterwards, is a dead letter already: it
	 * is logged and not published again
	 * @throws IllegalArgumentException if the topic is empty, has wildcards, or both
	 * begins and ends with <code>{topic}</code>
	 */
	public DeadLetterPublishingRecoverer(MqttOperations template, String topic) {
		this(template, expand(topic));
	}

	/**
	 * Create a recoverer for listeners of several clients.
	 * @param templates chooses what publishes, such as the template of the listener's
	 * client
	 * @param topic the topic, as above
	 * @throws IllegalArgumentException if the topic is empty, has wildcards, or begins
	 * and ends with <code>{topic}</code>
	 */
	public DeadLetterPublishingRecoverer(Function<ListenerExecutionFailedException, MqttOperations> templates,
			String topic) {
		this(templates, expand(topic));
	}

	/**
	 * Create a recoverer.
	 * @param template publishes
	 * @param topic chooses the topic, or null where the message is to be logged only
	 */
	public DeadLetterPublishingRecoverer(MqttOperations template,
			BiFunction<MqttMessage, ListenerExecutionFailedException, @Nullable String> topic) {
		this((failure) -> template, topic);
		Assert.notNull(template, "'template' must not be null");
	}

	private DeadLetterPublishingRecoverer(Function<ListenerExecutionFailedException, MqttOperations> templates,
			BiFunction<MqttMessage, ListenerExecutionFailedException, @Nullable String> topic) {
		Assert.notNull(templates, "'templates' must not be null");
		this.templates = templates;
		this.topic = topic;
	}

	private static BiFunction<MqttMessage, ListenerExecutionFailedException, @Nullable String> expand(String topic) {
		Assert.hasText(topic, "'topic' must not be empty");
		Assert.isTrue(topic.indexOf('+') < 0 && topic.indexOf('#') < 0,
				() -> "'topic' must not have wildcards: " + topic);
		int variable = topic.indexOf(TOPIC_VARIABLE);
		String prefix = (variable >= 0) ? topic.substring(0, variable) : topic;
		String suffix = (variable >= 0) ? topic.substring(topic.lastIndexOf(TOPIC_VARIABLE) + TOPIC_VARIABLE.length())
				: "";
		Assert.isTrue(!prefix.isEmpty() || !suffix.isEmpty(),
				() -> "'topic' must begin or end otherwise than with {topic}: " + topic);
		return (message, failure) -> {
			String name = message.topic();
			String listener = withoutWildcards(failure.getListenerId());
			String before = prefix.replace(LISTENER_VARIABLE, listener);
			boolean deadLetter = (variable >= 0)
					? name.startsWith(before) && name.endsWith(suffix.replace(LISTENER_VARIABLE, listener))
					: name.equals(before);
			return deadLetter ? null : topic.replace(LISTENER_VARIABLE, listener).replace(TOPIC_VARIABLE, name);
		};
	}

	private static String withoutWildcards(String listenerId) {
		return listenerId.replace('#', '-').replace('+', '-');
	}

	/**
	 * Set whether stack traces are published, cut after 8,192 characters. Default: true.
	 * @param stackTrace whether they are
	 */
	public void setStackTrace(boolean stackTrace) {
		this.stackTrace = stackTrace;
	}

	/**
	 * Return how many messages of a listener were published.
	 * @param listenerId the id of the listener
	 * @return a number of messages
	 */
	public long published(String listenerId) {
		LongAdder count = this.published.get(listenerId);
		return (count != null) ? count.sum() : 0;
	}

	@Override
	public void recover(MqttMessage message, ListenerExecutionFailedException failure) {
		String topic = this.topic.apply(message, failure);
		if (topic == null) {
			FailureLog.error(message, failure);
			return;
		}
		DeadLetter deadLetter = deadLetter(message, failure);
		List<DeadLetter> smaller = new ArrayList<>(2);
		if (deadLetter.stackTrace() != null) {
			smaller.add(deadLetter.withoutStackTrace());
		}
		if (deadLetter.message() != null) {
			smaller.add(deadLetter.withoutTexts());
		}
		publish(this.templates.apply(failure), topic, message, deadLetter, smaller.iterator());
		this.published.computeIfAbsent(failure.getListenerId(), (id) -> new LongAdder()).increment();
		logger.warn("Listener '" + failure.getListenerId() + "' failed for a message of topic '" + message.topic()
				+ "', which is now at '" + topic + "': " + deadLetter.exception());
	}

	private DeadLetter deadLetter(MqttMessage message, ListenerExecutionFailedException failure) {
		Throwable cause = (failure.getCause() != null) ? failure.getCause() : failure;
		String text = cause.getMessage();
		return new DeadLetter(message.topic(), failure.getListenerId(), message.qos().value(), message.retain(),
				failure.getAttempts(), cause.getClass().getName(), (text != null) ? publishable(text) : null,
				this.stackTrace ? publishable(stackTrace(cause)) : null, Instant.now(), message.payload());
	}

	private static String stackTrace(Throwable cause) {
		StringWriter text = new StringWriter();
		cause.printStackTrace(new PrintWriter(text));
		return text.toString();
	}

	/**
	 * Make a text one that can be sent: no longer than needed, and without lone
	 * surrogates.
	 */
	private static String publishable(String text) {
		String shortened = (text.length() > LONGEST_TEXT) ? text.substring(0, LONGEST_TEXT) : text;
		return new String(shortened.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
	}

	private void publish(MqttOperations template, String topic, MqttMessage message, DeadLetter deadLetter,
			Iterator<DeadLetter> smaller) {
		try {
			publish(template, topic, message, deadLetter);
		}
		catch (MessageDeliveryException ex) {
			if (!smaller.hasNext() || !(ex.getCause() instanceof MqttUnsupportedException)) {
				throw ex;
			}
			// larger than the broker takes
			publish(template, topic, message, smaller.next(), smaller);
		}
	}

	private void publish(MqttOperations template, String topic, MqttMessage message, DeadLetter deadLetter) {
		Map<String, Object> headers = new HashMap<>();
		headers.put(MqttHeaders.QOS, (message.qos() == QoS.EXACTLY_ONCE) ? QoS.EXACTLY_ONCE : QoS.AT_LEAST_ONCE);
		headers.put(MqttHeaders.RETAIN, false);
		if (template.version() == MqttVersion.V5) {
			addProperties(headers, message.properties(), deadLetter);
			// as it is, no matter what the converter thinks of it
			template.send(topic, new GenericMessage<>(message.payload(), headers));
		}
		else {
			template.convertAndSend(topic, deadLetter, headers);
		}
	}

	private static void addProperties(Map<String, Object> headers, PublishProperties properties,
			DeadLetter deadLetter) {
		headers.put(MqttHeaders.UTF8_PAYLOAD, properties.utf8Payload());
		properties.contentType().ifPresent((type) -> headers.put(MessageHeaders.CONTENT_TYPE, type));
		properties.responseTopic().ifPresent((name) -> headers.put(MqttHeaders.RESPONSE_TOPIC, name));
		properties.correlationData().ifPresent((data) -> headers.put(MqttHeaders.CORRELATION_DATA, data));
		List<UserProperty> userProperties = new ArrayList<>(properties.userProperties());
		add(userProperties, TOPIC, deadLetter.topic());
		add(userProperties, LISTENER, deadLetter.listener());
		add(userProperties, ATTEMPTS, Integer.toString(deadLetter.attempts()));
		add(userProperties, RETAINED, Boolean.toString(deadLetter.retained()));
		add(userProperties, TIMESTAMP, deadLetter.timestamp().toString());
		add(userProperties, EXCEPTION, deadLetter.exception());
		add(userProperties, EXCEPTION_MESSAGE, deadLetter.message());
		add(userProperties, STACK_TRACE, deadLetter.stackTrace());
		headers.put(MqttHeaders.USER_PROPERTIES, userProperties);
	}

	private static void add(List<UserProperty> properties, String name, @Nullable String value) {
		if (value != null) {
			StringBuilder text = new StringBuilder();
			LINE_BREAK.matcher(value)
				.replaceAll(" ")
				.codePoints()
				.map((character) -> isWelcome(character) ? character : ' ')
				.forEach(text::appendCodePoint);
			properties.add(new UserProperty(name, text.toString()));
		}
	}

	/**
	 * Return whether a character is neither a control character nor a non-character.
	 */
	private static boolean isWelcome(int character) {
		return !Character.isISOControl(character) && (character & 0xFFFE) != 0xFFFE
				&& (character < 0xFDD0 || character > 0xFDEF);
	}

}
