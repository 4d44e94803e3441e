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

import java.lang.reflect.Method;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.zmqtt.spring.TestMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

import org.springframework.core.MethodParameter;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.handler.invocation.MethodArgumentResolutionException;
import org.springframework.messaging.support.GenericMessage;

import static org.assertj.core.api.Assertions.assertThat;

class FailureLogTests {

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	@BeforeEach
	void recordLog() {
		this.log.start();
		((Logger) LoggerFactory.getLogger(MqttListenerContainer.class)).addAppender(this.log);
	}

	@AfterEach
	void restoreLog() {
		((Logger) LoggerFactory.getLogger(MqttListenerContainer.class)).detachAppender(this.log);
	}

	static Stream<Throwable> quoting() throws NoSuchMethodException {
		Method method = FailureLogTests.class.getDeclaredMethod("example", String.class);
		MessageConversionException conversion = new MessageConversionException("secret",
				new IllegalArgumentException("secret"));
		Throwable suppressing = new IllegalStateException("broken");
		suppressing.addSuppressed(conversion);
		return Stream.of(conversion,
				new MethodArgumentResolutionException(new GenericMessage<>("x"), new MethodParameter(method, 0),
						"secret"),
				new IllegalStateException(conversion), new CompletionException(conversion),
				new IllegalStateException("broken", new RuntimeException(conversion)), suppressing);
	}

	@ParameterizedTest
	@MethodSource("quoting")
	void payloadThatAnExceptionQuotesIsNotLogged(Throwable failure) {
		TestMessage message = TestMessage.of("a", "secret");
		FailureLog.error(message, new ListenerExecutionFailedException("test", "a", 1, failure));
		FailureLog.lost(message, "test", failure);
		FailureLog.reply(message, "test", failure);
		FailureLog.retry(message, "test", 1, 1, failure);
		assertThat(this.log.list).hasSizeGreaterThanOrEqualTo(3).allSatisfy((event) -> {
			String text = event.getFormattedMessage() + ((event.getThrowableProxy() != null)
					? ThrowableProxyUtil.asString(event.getThrowableProxy()) : "");
			assertThat(text).contains("'test'", "'a'").doesNotContain("secret");
		});
	}

	@Test
	void otherFailuresAreLoggedInFull() {
		TestMessage message = TestMessage.of("a", "secret");
		FailureLog.error(message, new ListenerExecutionFailedException("test", "a", 2,
				new IllegalStateException("broken", new IllegalArgumentException("why"))));
		FailureLog.lost(message, "test", new CompletionException(new IllegalStateException("full")));
		assertThat(this.log.list.get(0).getFormattedMessage())
			.isEqualTo("Listener 'test' failed for a message of topic 'a' after 2 attempts");
		assertThat(ThrowableProxyUtil.asString(this.log.list.get(0).getThrowableProxy())).contains("broken", "why");
		assertThat(this.log.list.get(1).getFormattedMessage())
			.endsWith("which is lost: java.lang.IllegalStateException (full)");
	}

	void example(String parameter) {
	}

}
