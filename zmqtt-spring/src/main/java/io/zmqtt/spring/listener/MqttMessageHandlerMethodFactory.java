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

import java.util.List;

import io.zmqtt.MqttMessage;
import io.zmqtt.PublishProperties;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.convert.ConversionService;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHandlingException;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.annotation.support.DefaultMessageHandlerMethodFactory;
import org.springframework.messaging.handler.annotation.support.DestinationVariableMethodArgumentResolver;
import org.springframework.messaging.handler.annotation.support.MessageMethodArgumentResolver;
import org.springframework.messaging.handler.annotation.support.PayloadMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.MethodArgumentResolutionException;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.validation.Validator;

/**
 * Binds arguments of listener methods: those of spring-messaging, topic variables and the
 * native message. An empty payload, ordinary in MQTT, is an empty array or text.
 */
final class MqttMessageHandlerMethodFactory extends DefaultMessageHandlerMethodFactory {

	private final MessageConverter messageConverter;

	private final @Nullable Validator validator;

	private final ConversionService conversionService;

	MqttMessageHandlerMethodFactory(MessageConverter messageConverter, @Nullable Validator validator,
			ConversionService conversionService) {
		this.messageConverter = messageConverter;
		this.validator = validator;
		this.conversionService = conversionService;
		setMessageConverter(messageConverter);
		setConversionService(conversionService);
		if (validator != null) {
			setValidator(validator);
		}
	}

	@Override
	protected List<HandlerMethodArgumentResolver> initArgumentResolvers() {
		List<HandlerMethodArgumentResolver> resolvers = super.initArgumentResolvers();
		resolvers.removeIf((resolver) -> resolver instanceof PayloadMethodArgumentResolver
				|| resolver instanceof MessageMethodArgumentResolver);
		resolvers.add(0, new DestinationVariableMethodArgumentResolver(this.conversionService));
		resolvers.add(1, new NativeMessageResolver());
		resolvers.add(new MessageResolver(this.messageConverter));
		resolvers.add(new EmptyPayloadResolver(this.messageConverter, this.validator));
		resolvers.replaceAll(FinalResolver::new);
		return resolvers;
	}

	/**
	 * Says of headers and topic variables that are missing or cannot be converted what is
	 * said of such payloads: that to try again is of no use.
	 */
	private record FinalResolver(HandlerMethodArgumentResolver resolver) implements HandlerMethodArgumentResolver {

		@Override
		public boolean supportsParameter(MethodParameter parameter) {
			return this.resolver.supportsParameter(parameter);
		}

		@Override
		public @Nullable Object resolveArgument(MethodParameter parameter, Message<?> message) throws Exception {
			try {
				return this.resolver.resolveArgument(parameter, message);
			}
			catch (ConversionException | MessageHandlingException ex) {
				MethodArgumentResolutionException failure = new MethodArgumentResolutionException(message, parameter,
						String.valueOf(ex.getMessage()));
				failure.initCause(ex);
				throw failure;
			}
		}

	}

	private static final class NativeMessageResolver implements HandlerMethodArgumentResolver {

		@Override
		public boolean supportsParameter(MethodParameter parameter) {
			Class<?> type = parameter.getParameterType();
			return type == MqttMessage.class || type == MqttAcknowledgment.class || type == PublishProperties.class;
		}

		@Override
		public @Nullable Object resolveArgument(MethodParameter parameter, Message<?> message) {
			if (!(message instanceof ReceivedMessage received)) {
				return null;
			}
			MqttMessage nativeMessage = received.nativeMessage();
			Class<?> type = parameter.getParameterType();
			if (type == MqttAcknowledgment.class) {
				return new Acknowledgment(nativeMessage);
			}
			return (type == PublishProperties.class) ? nativeMessage.properties() : nativeMessage;
		}

	}

	/**
	 * Takes an empty payload for empty bytes and for an empty text.
	 */
	private static final class MessageResolver extends MessageMethodArgumentResolver {

		private MessageResolver(MessageConverter messageConverter) {
			super(messageConverter);
		}

		@Override
		public Object resolveArgument(MethodParameter parameter, Message<?> message) throws Exception {
			if (message.getPayload() instanceof byte[] bytes && bytes.length == 0
					&& getPayloadType(parameter, message) == String.class) {
				return MessageBuilder.createMessage("", message.getHeaders());
			}
			return super.resolveArgument(parameter, message);
		}

	}

	private static final class EmptyPayloadResolver extends PayloadMethodArgumentResolver {

		private EmptyPayloadResolver(MessageConverter messageConverter, @Nullable Validator validator) {
			super(messageConverter, validator);
		}

		@Override
		public @Nullable Object resolveArgument(MethodParameter parameter, Message<?> message) throws Exception {
			if (message.getPayload() instanceof byte[] bytes && bytes.length == 0 && isRequired(parameter)) {
				if (parameter.getParameterType() == byte[].class) {
					return bytes;
				}
				if (parameter.getParameterType() == String.class) {
					return "";
				}
			}
			return super.resolveArgument(parameter, message);
		}

		private static boolean isRequired(MethodParameter parameter) {
			Payload annotation = parameter.getParameterAnnotation(Payload.class);
			return annotation == null || (annotation.required() && annotation.expression().isEmpty());
		}

	}

}
