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

package io.zmqtt.spring.boot.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.zmqtt.AckMode;
import io.zmqtt.OverflowPolicy;
import io.zmqtt.QoS;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.retry.RetryPolicySettings;

/**
 * Configuration of what connections have in common: listeners, dead letters, shutdown;
 * and further connections by their names.
 *
 * @param primary Name of the connection that is used where none is named. By default the
 * one of zmqtt.host, zmqtt.uri or zmqtt.servers, or the only one.
 * @param connections Further connections by their names, each with the properties that
 * zmqtt itself has. They inherit nothing.
 * @param shutdownTimeout How long listeners may take to finish when the application
 * stops, and then how long messages may take to be acknowledged.
 * @param listener Listeners
 * @param deadLetter Dead letters
 */
@ConfigurationProperties("zmqtt")
public record ZmqttProperties(@Nullable String primary,
		@DefaultValue Map<String, ZmqttConnectionProperties> connections, @DefaultValue("20s") Duration shutdownTimeout,
		@DefaultValue Listener listener, @DefaultValue DeadLetter deadLetter) {

	/**
	 * Defaults of listeners.
	 *
	 * @param qos Highest QoS at which the broker delivers to listeners that name none: 0,
	 * 1 or 2.
	 * @param autoStartup Whether listeners that do not say start with the application.
	 * @param observationEnabled Whether to observe listeners, which needs an
	 * ObservationRegistry.
	 * @param ackMode When messages are acknowledged.
	 * @param concurrency How many messages a listener handles at a time. Those of one
	 * topic are handled one after the other.
	 * @param bufferSize How many messages may wait for a listener.
	 * @param overflow What to do with messages of QoS 0 when the buffer is full.
	 * @param idleEventInterval After which time without a message an event is published.
	 * By default never.
	 * @param retry Retries
	 */
	public record Listener(@DefaultValue("1") QoS qos, @DefaultValue("true") boolean autoStartup,
			@DefaultValue("false") boolean observationEnabled, @DefaultValue("auto") AckMode ackMode,
			@DefaultValue("1") int concurrency, @DefaultValue("1000") int bufferSize,
			@DefaultValue("suspend") OverflowPolicy overflow, @Nullable Duration idleEventInterval,
			@DefaultValue Retry retry) {

	}

	/**
	 * How often and when a message is tried again for which a listener has failed.
	 *
	 * @param maxRetries How often a message is tried again. Zero means never.
	 * @param delay Delay before the first retry.
	 * @param multiplier Growth of the delay from retry to retry.
	 * @param maxDelay Longest delay.
	 * @param jitter By how much delays are shorter or longer at random.
	 * @param exceptionExcludes Exceptions after which a message is not tried again.
	 */
	public record Retry(@DefaultValue("2") long maxRetries, @DefaultValue("1s") Duration delay,
			@DefaultValue("2") double multiplier, @DefaultValue("30s") Duration maxDelay,
			@DefaultValue("0ms") Duration jitter, @DefaultValue List<Class<? extends Throwable>> exceptionExcludes) {

		RetryPolicySettings settings() {
			RetryPolicySettings settings = new RetryPolicySettings();
			settings.setMaxRetries(this.maxRetries);
			settings.setDelay(this.delay);
			settings.setMultiplier(this.multiplier);
			settings.setMaxDelay(this.maxDelay);
			settings.setJitter(this.jitter);
			settings.setExceptionExcludes(this.exceptionExcludes);
			return settings;
		}

	}

	/**
	 * What becomes of messages for which a listener has failed for good.
	 *
	 * @param enabled Whether to publish messages for which a listener has failed for good
	 * to another topic. Otherwise they are logged without their payload.
	 * @param topic Topic of such messages, with the variables {topic} and {listener}.
	 * @param stackTrace Whether such messages have the stack trace of the failure.
	 */
	public record DeadLetter(@DefaultValue("false") boolean enabled, @DefaultValue("dead-letter/{topic}") String topic,
			@DefaultValue("true") boolean stackTrace) {

	}

}
